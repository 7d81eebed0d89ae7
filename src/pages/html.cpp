#include "lowlight/pages/html.h"

#include <algorithm>

#include "lowlight/core/check.h"
#include "lowlight/core/utf8.h"
#include "pages/page_style.h"

namespace lowlight::pages {
namespace {

std::string_view name_of(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::warning:
      return "warning";
    case Tone::bad:
      return "bad";
    default:
      return "plain";
  }
}

/// The entity of an ASCII character, "" where it may stand as it is.
std::string_view entity_of(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

/// `markup` between <tag attributes> and </tag>; `tag` may bring its attributes.
std::string element(const std::string& tag, std::string_view markup) {
  return "<" + tag + ">" + std::string(markup) + "</" + tag.substr(0, tag.find(' ')) + ">";
}

std::string class_attribute(std::string_view value) {
  return " class=\"" + std::string(value) + "\"";
}

std::string cell(const std::string& tag, bool number, std::string_view text) {
  return element(tag + (number ? class_attribute("number") : ""), html_text(text));
}

std::string head_of(const std::vector<HtmlColumn>& columns) {
  std::string cells;
  for (const auto& column : columns) cells += cell("th scope=\"col\"", column.number, column.name);
  return element("thead", element("tr", cells));
}

std::string body_of(const HtmlTable& table) {
  std::string rows;
  for (const auto& row : table.rows) {
    LOWLIGHT_CHECK(row.cells.size() == table.columns.size(),
                   "html_table: a row must have ",
                   table.columns.size(),
                   " cells, got ",
                   row.cells.size());
    std::string cells;
    for (size_t i = 0; i < row.cells.size(); ++i) {
      cells += cell(i ? "td" : "th scope=\"row\"", table.columns[i].number, row.cells[i]);
    }
    const bool plain = row.tone == Tone::plain;
    rows += element(plain ? "tr" : "tr" + class_attribute(name_of(row.tone)), cells) + "\n";
  }
  return element("tbody", rows);
}

/// Nothing but what stands in the page itself.
std::string policy(bool scripts) {
  return std::string("default-src 'none'; style-src 'unsafe-inline'; img-src data:") +
         (scripts ? "; script-src 'unsafe-inline'" : "");
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    const auto character = text.substr(0, length ? length : 1);
    text.remove_prefix(character.size());
    if (!length || (is_control(character) && character != "\n" && character != "\t")) {
      result += "\uFFFD";
    } else if (const auto entity = entity_of(character[0]); !entity.empty()) {
      result += entity;
    } else {
      result += character;
    }
  }
  return result;
}

std::string html_link_target(const std::filesystem::path& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  for (const char byte : path.native()) {
    if (kPlain.find(byte) != std::string_view::npos) {
      result += byte;
    } else {
      result += {'%', kHex[uint8_t(byte) >> 4], kHex[uint8_t(byte) & 15]};
    }
  }
  return result;
}

std::string data_uri(std::string_view media_type, std::span<const uint8_t> bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result = "data:" + std::string(media_type) + ";base64,";
  result.reserve(result.size() + (bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) bits = bits << 8 | (j < count ? bytes[i + j] : 0u);
    for (size_t j = 0; j < 4; ++j) result += j > count ? '=' : kDigits[bits >> (18 - 6 * j) & 63];
  }
  return result;
}

std::string html_page(const HtmlPage& page) {
  const auto title = html_text(page.title);
  std::string head = "<meta charset=\"utf-8\" />\n";
  head += "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy(!page.script.empty()) +
          "\" />\n";
  head += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n";
  head += element("title", title) + "\n";
  head += element("style", kPageStyle + page.style) + "\n";
  std::string body = "\n" + element("main", element("h1", title) + "\n" + page.body + "\n") + "\n";
  if (!page.script.empty()) body += element("script", "\n" + page.script + "\n") + "\n";
  return "<!DOCTYPE html>\n" +
         element("html lang=\"en\"",
                 "\n" + element("head", "\n" + head) + "\n" + element("body", body) + "\n") +
         "\n";
}

std::string html_verdict(Tone tone, std::string_view headline, std::string_view explanation) {
  auto markup = element("p class=\"headline\"", html_text(headline));
  if (!explanation.empty()) markup += element("p", html_text(explanation));
  return element("div" + class_attribute("verdict " + std::string(name_of(tone))), markup) + "\n";
}

std::string html_section(std::string_view heading, const std::string& markup) {
  return element("section", element("h2", html_text(heading)) + "\n" + markup) + "\n";
}

std::string html_details(std::string_view summary, const std::string& markup) {
  return element("details", element("summary", html_text(summary)) + markup) + "\n";
}

std::string html_facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string markup;
  for (const auto& [name, value] : facts) {
    markup += element("dt", html_text(name)) + element("dd", html_text(value)) + "\n";
  }
  return element("dl class=\"facts\"", markup) + "\n";
}

std::string html_list(const std::vector<std::string>& items) {
  std::string markup;
  for (const auto& item : items) markup += element("li", html_text(item)) + "\n";
  return element("ul class=\"plain\"", markup) + "\n";
}

std::string html_preformatted(std::string_view text) {
  return element("pre tabindex=\"0\"", html_text(text)) + "\n";
}

std::string html_badge(Tone tone, std::string_view word) {
  return element("span" + class_attribute("badge " + std::string(name_of(tone))), html_text(word));
}

std::string html_table(const HtmlTable& table) {
  if (table.rows.empty())
    return element("p class=\"soft\"", html_text(table.caption + ": none")) + "\n";
  const auto caption = html_text(table.caption);
  const auto markup = element("caption", caption) + head_of(table.columns) + body_of(table);
  // Reachable by the keyboard, which else could not scroll it.
  return element(
             "div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + caption + "\"",
             element("table", markup)) +
         "\n";
}

std::string html_image(std::string_view source,
                       int64_t width,
                       int64_t height,
                       std::string_view description) {
  return "<img src=\"" + html_text(source) + "\" width=\"" + std::to_string(width) +
         "\" height=\"" + std::to_string(height) + "\" alt=\"" + html_text(description) +
         "\" loading=\"lazy\" decoding=\"async\" />";
}

std::string html_figure(const std::string& markup, std::string_view caption) {
  return element("figure", markup + element("figcaption", html_text(caption))) + "\n";
}

std::string html_gallery(const std::vector<std::string>& figures, int64_t least_width) {
  std::string markup;
  for (const auto& figure : figures) markup += figure;
  return element("div class=\"gallery\" style=\"--least: " + std::to_string(least_width) + "rem\"",
                 markup) +
         "\n";
}

}  // namespace lowlight::pages
