#include "lowlight/pages/page.h"

#include <c10/util/Exception.h>

#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/loaded_addresses.h"
#include "support/markup.h"

using namespace lowlight;
using namespace lowlight::pages;
using lowlight::test::loaded_addresses;
using lowlight::test::read_markup;
using nlohmann::json;

TEST_CASE("Every page is well formed and loads nothing") {
  for (const auto& [page, name] : names_of(Page{})) {
    INFO(name);
    const auto text = filled_page(page, json::object());
    const auto markup = read_markup(text);
    CHECK(markup.all("title").size() == 1);
    CHECK(markup.all("h1").size() == 1);
    CHECK(markup.all("style").size() == 1);
    CHECK_THAT(text, ContainsSubstring("--ground"));
    for (const auto* wrong : {"http://", "https://", "url(", "@import", "{{", "}}"})
      CHECK_THAT(text, !ContainsSubstring(wrong));
    for (const auto& address : loaded_addresses(markup)) CHECK(address.empty());
  }
}

TEST_CASE("A page may run scripts only if it brings one") {
  for (const auto& [page, name] : names_of(Page{})) {
    INFO(name);
    const auto markup = read_markup(filled_page(page, json::object()));
    const auto policy = markup.all("meta").at(1)->attributes.at("content");
    CHECK_THAT(policy, ContainsSubstring("default-src 'none'"));
    CHECK((policy.find("script-src") != std::string::npos) == !markup.all("script").empty());
  }
  CHECK(read_markup(filled_page(Page::batch, json::object())).all("script").size() == 1);
  CHECK(read_markup(filled_page(Page::diagnosis, json::object())).all("script").empty());
}

TEST_CASE("Bytes of a text that are not UTF-8 are replaced") {
  const auto page = read_markup(filled_page(Page::comparison, json{{"name", "caf\xe9\x1b"}}));
  CHECK(page.all("h1").at(0)->all_text() == "caf\uFFFD\uFFFD");
}

TEST_CASE("Data that are no object are a mistake") {
  for (const std::string wrong : {"", "{", "[]", "1", "{\"name\": \"\xe9\"}"})
    CHECK_THROWS_AS(filled_page(Page::batch, wrong), c10::ValueError);
}
