#include "pages/fill.h"

#include <nlohmann/json.hpp>

#include "pages/templates.h"
#include "support/catch.h"
#include "support/markup.h"

using lowlight::pages::filled;
using lowlight::pages::templates;
using lowlight::test::read_markup;
using nlohmann::json;

namespace {

const std::string kHostile = "</p><script>alert(1)</script>\"'&{{headline}}{{{chart}}}";

lowlight::test::Markup finding(const json& data) {
  return read_markup(filled("finding.html", data));
}

}  // namespace

TEST_CASE("A text in a template stays a text whatever it holds") {
  const auto page = read_markup(
      filled("verdict.html",
             {{"verdict", {{"tone", "bad"}, {"headline", kHostile}, {"text", kHostile}}}}));
  CHECK(page.all("script").empty());
  CHECK(page.all("p", "headline").at(0)->all_text() == kHostile);
  CHECK(page.all("div", "bad").size() == 1);
}

TEST_CASE("The section of an array stands once and its items once for each element") {
  const auto page = finding({{"evidence", {"one", "two", 3}}});
  CHECK(page.all("ul").size() == 1);
  REQUIRE(page.all("li").size() == 3);
  CHECK(page.all("li").at(2)->all_text() == "3");
}

TEST_CASE("What is missing or null or false or empty has no section") {
  for (const auto& nothing : {json(), json(false), json(""), json::array(), json::object()}) {
    const auto page = finding({{"evidence", nothing}, {"remedy", nothing}});
    CHECK(page.all("ul").empty());
    CHECK(page.all("div").empty());
  }
  CHECK(finding(json::object()).all("ul").empty());
}

TEST_CASE("An empty member hides that of the object around it") {
  const auto page = read_markup(filled(
      "batch.html", {{"name", "outer"}, {"run", json::array({{{"name", ""}, {"value", "v"}}})}}));
  CHECK(page.all("dt").at(0)->all_text().empty());
  CHECK(page.all("dd").at(0)->all_text() == "v");
}

TEST_CASE("Templates escape all but charts") {
  for (const auto& [name, text] : templates()) {
    INFO(name);
    CHECK(text.find("{{&") == std::string::npos);
    for (size_t at = 0; (at = text.find("{{{", at)) != std::string::npos; at += 3)
      CHECK(text.substr(at, 11) == "{{{chart}}}");
  }
}
