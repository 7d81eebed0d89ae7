#include "lowlight/pages/html.h"

#include <c10/util/Exception.h>

#include "support/catch.h"
#include "support/markup.h"

using namespace lowlight::pages;
using lowlight::test::loaded_addresses;
using lowlight::test::Markup;
using lowlight::test::read_markup;

namespace {

const std::string kHostile = "</style><script>alert(1)</script>\"' onload=x &lt; <b>";

std::vector<uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("Text comes back as it was and can end no tag or attribute") {
  CHECK(html_text("a < b & c > \"d\" 'e'") == "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;");
  CHECK(html_text("Über 写真 🌃\n\t") == "Über 写真 🌃\n\t");
  CHECK(read_markup("<p title=\"" + html_text(kHostile) + "\">" + html_text(kHostile) + "</p>")
            .children.at(0)
            .attributes.at("title") == kHostile);
}

TEST_CASE("Bytes that are no text become the replacement character") {
  CHECK(html_text("caf\xe9") == "caf\uFFFD");
  CHECK(html_text({"\0\x1b\x7f", 3}) == "\uFFFD\uFFFD\uFFFD");
  CHECK(html_text("\xc2\x9b") == "\uFFFD");
  CHECK(html_text("\xe2\x82") == "\uFFFD\uFFFD");
}

TEST_CASE("A path as a link target is a relative path whatever its bytes") {
  CHECK(html_link_target("a/b-1_2.~jpg") == "a/b-1_2.~jpg");
  CHECK(html_link_target("javascript:alert(1)") == "javascript%3Aalert%281%29");
  CHECK(html_link_target("a?b#c%d e\n\xe9") == "a%3Fb%23c%25d%20e%0A%E9");
}

TEST_CASE("Bytes become base64 of every length modulo three") {
  CHECK(data_uri("a/b", {}) == "data:a/b;base64,");
  CHECK(data_uri("a/b", bytes_of("f")) == "data:a/b;base64,Zg==");
  CHECK(data_uri("a/b", bytes_of("fo")) == "data:a/b;base64,Zm8=");
  CHECK(data_uri("a/b", bytes_of("foo")) == "data:a/b;base64,Zm9v");
  CHECK(data_uri("a/b", bytes_of("foob\xff\xfe")) == "data:a/b;base64,Zm9vYv/+");
}

TEST_CASE("A page of every piece is well formed and loads nothing") {
  const HtmlTable table{"cells of " + kHostile,
                        {{kHostile}, {"n", true}},
                        {{{kHostile, "1"}, Tone::bad}, {{"b", "2"}, Tone::plain}}};
  const auto picture =
      html_image(data_uri("image/jpeg", bytes_of("abc")), 4, 3, "before " + kHostile);
  const auto text = html_page(
      {.title = kHostile,
       .body = html_verdict(Tone::bad, kHostile, kHostile) +
               html_section(
                   kHostile,
                   html_facts({{kHostile, kHostile}}) + html_list({kHostile}) +
                       html_preformatted(kHostile) + html_badge(Tone::good, kHostile) +
                       html_table(table) +
                       html_details(kHostile, html_gallery({html_figure(picture, kHostile)})))});
  const auto page = read_markup(text);
  CHECK(loaded_addresses(page) == std::vector<std::string>{"data:image/jpeg;base64,YWJj"});
  CHECK(page.all("script").empty());
  CHECK(page.all("b").empty());
  CHECK(page.all("h1").at(0)->all_text() == kHostile);
  CHECK(page.all("tr", "bad").at(0)->children.at(0).all_text() == kHostile);
  CHECK(page.all("td", "number").size() == 2);
  CHECK(page.all("img").at(0)->attributes.at("alt") == "before " + kHostile);
  CHECK(text.find("http://") == std::string::npos);
  CHECK(text.find("https://") == std::string::npos);
  CHECK(text.find("url(") == std::string::npos);
  CHECK(text.find("@import") == std::string::npos);
}

TEST_CASE("A page may run scripts only if it brings one") {
  const auto policy = [](const HtmlPage& page) {
    return read_markup(html_page(page)).all("meta").at(1)->attributes.at("content");
  };
  CHECK_THAT(policy({.title = "t"}), ContainsSubstring("default-src 'none'"));
  CHECK_THAT(policy({.title = "t"}), !ContainsSubstring("script-src"));
  CHECK_THAT(policy({.title = "t", .script = "run();"}), ContainsSubstring("script-src"));
}

TEST_CASE("A table without rows is a sentence and an uneven one a mistake") {
  const HtmlTable empty{"Failures", {{"photo"}, {"reason"}}, {}};
  CHECK(read_markup(html_table(empty)).all("table").empty());
  CHECK_THAT(html_table(empty), ContainsSubstring("Failures: none"));
  const HtmlTable uneven{"Failures", {{"photo"}, {"reason"}}, {{{"one"}}}};
  CHECK_THROWS_AS(html_table(uneven), c10::ValueError);
}
