// Pieces of HTML pages that stand alone: one file, no network, light and dark, readable on a phone.
//
// Strings called `markup` go into the page as they are; everything else is text, which these
// functions escape. Pages are well-formed XML as well, as long as the markup given is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lowlight::pages {

/// What a line or a banner is about, shown by a colour and, for readers without colours, a word or
/// a sign.
enum class Tone { plain, good, warning, bad };

/// Text as it may stand between tags and in quoted attributes: & < > " ' are escaped; control
/// characters but line break and tab, and bytes that are not UTF-8, become U+FFFD.
std::string html_text(std::string_view text);

/// A relative path as the target of a link. Every byte but letters, digits and - . _ ~ / becomes
/// %XX, so that no name is read as a scheme, a query or a fragment.
std::string html_link_target(const std::filesystem::path& path);

/// "data:image/jpeg;base64,…".
std::string data_uri(std::string_view media_type, std::span<const uint8_t> bytes);

struct HtmlPage {
  std::string title;
  std::string body = {};    ///< markup, after the title's heading
  std::string style = {};   ///< CSS without < and &, after the house's
  std::string script = {};  ///< JavaScript without < and &; "" forbids scripts altogether
};

/// The whole page, with the house's style sheet. It tells the browser to load nothing but itself.
std::string html_page(const HtmlPage& page);

/// A banner: one headline, and what it means in a sentence or two.
std::string html_verdict(Tone tone, std::string_view headline, std::string_view explanation);

/// A part of the page under a heading.
std::string html_section(std::string_view heading, const std::string& markup);

/// A part that opens when its summary is chosen.
std::string html_details(std::string_view summary, const std::string& markup);

/// Names and values, side by side.
std::string html_facts(const std::vector<std::pair<std::string, std::string>>& facts);

std::string html_list(const std::vector<std::string>& items);

/// Text with its own line breaks and columns.
std::string html_preformatted(std::string_view text);

/// A small inline mark: a word on a tinted ground.
std::string html_badge(Tone tone, std::string_view word);

struct HtmlRow {
  std::vector<std::string> cells;  ///< as many as there are columns; the first names the row
  Tone tone = Tone::plain;
};

struct HtmlColumn {
  std::string name;
  bool number = false;  ///< right-aligned
};

struct HtmlTable {
  std::string caption;
  std::vector<HtmlColumn> columns;
  std::vector<HtmlRow> rows;
};

/// Wide tables scroll by themselves, not the page. Without rows: a sentence that says so.
std::string html_table(const HtmlTable& table);

/// An image with its size in the page's pixels. `source`: a data_uri.
std::string html_image(std::string_view source,
                       int64_t width,
                       int64_t height,
                       std::string_view description);

/// Markup with a caption under it.
std::string html_figure(const std::string& markup, std::string_view caption);

/// Figures side by side, as many as fit when each has `least_width` em or more.
std::string html_gallery(const std::vector<std::string>& figures, int64_t least_width = 11);

}  // namespace lowlight::pages
