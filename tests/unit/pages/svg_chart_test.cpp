#include "lowlight/pages/svg_chart.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "support/catch.h"
#include "support/markup.h"

using namespace lowlight::pages;
using lowlight::test::Markup;
using lowlight::test::read_markup;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Place {
  double x, y;
};

Markup drawn(const LineChart& chart) { return read_markup(svg_line_chart(chart)); }

/// The corners of every line of a series, by line.
std::vector<std::vector<Place>> lines_of(const Markup& figure, const std::string& kind = "s0") {
  std::vector<std::vector<Place>> lines;
  for (const auto* path : figure.all("path", kind)) {
    std::istringstream text(path->attributes.at("d"));
    char step;
    for (Place place; text >> step >> place.x >> place.y;) {
      if (step == 'M') lines.emplace_back();
      lines.back().push_back(place);
    }
  }
  return lines;
}

LineChart chart_of(std::vector<double> y, bool log_y = false) {
  std::vector<double> x;
  for (size_t i = 0; i < y.size(); ++i) x.push_back(double(i));
  return {.title = "loss", .log_y = log_y, .series = {{"total", x, std::move(y)}}};
}

bool all_inside(const Markup& figure) {
  for (const auto& line : lines_of(figure)) {
    for (const auto& place : line) {
      if (!(place.x >= 0 && place.x <= 460 && place.y >= 0 && place.y <= 250)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("A line goes through its points from left to right and upwards") {
  const auto lines = lines_of(drawn(chart_of({1, 2, 4})));
  REQUIRE(lines.size() == 1);
  REQUIRE(lines[0].size() == 3);
  CHECK(lines[0][0].x < lines[0][1].x);
  CHECK(lines[0][2].x - lines[0][1].x == Approx(lines[0][1].x - lines[0][0].x));
  CHECK(lines[0][1].y - lines[0][2].y == Approx(2 * (lines[0][0].y - lines[0][1].y)).margin(0.2));
}

TEST_CASE("On a logarithmic axis equal ratios are equal distances") {
  const auto lines = lines_of(drawn(chart_of({1, 100, 10'000}, true)));
  CHECK(lines[0][0].y - lines[0][1].y == Approx(lines[0][1].y - lines[0][2].y).margin(0.2));
}

TEST_CASE("The labels of an axis are short however far apart its numbers are") {
  for (const auto& values : std::vector<std::vector<double>>{{0.01, 4e28}, {1e-30, 1e30}, {2, 7}}) {
    const auto figure = drawn(chart_of(values, true));
    for (const auto* label : figure.all("text")) {
      CHECK(label->all_text().size() <= 6);
    }
  }
}

TEST_CASE("What is not finite is a gap and a point alone a dot") {
  const auto figure = drawn(chart_of({1, 2, kNaN, 3, 4, kInfinity, 2, -kInfinity, 1e305}));
  const auto lines = lines_of(figure);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].size() == 2);
  CHECK(lines[1].size() == 2);
  CHECK(figure.all("circle").size() == 1);
}

TEST_CASE("On a logarithmic axis what is not positive is a gap") {
  CHECK(lines_of(drawn(chart_of({1, 2, 0, -1, 3, 4}, true))).size() == 2);
}

TEST_CASE("One point is a dot and no point a sentence") {
  CHECK(drawn(chart_of({7})).all("circle").size() == 1);
  CHECK(drawn(chart_of({0})).all("circle").size() == 1);
  for (const auto& values : {std::vector<double>{}, {kNaN, kNaN}}) {
    const auto figure = drawn(chart_of(values));
    CHECK_THAT(figure.all_text(), ContainsSubstring("no values yet"));
    CHECK(figure.all("circle").empty());
  }
  CHECK_THAT(drawn({.title = "t", .series = {}}).all_text(), ContainsSubstring("no values yet"));
}

TEST_CASE("Every range is drawn inside the picture with some ticks") {
  const double most = std::numeric_limits<double>::max(), least = 5e-324;
  for (const auto& values : std::vector<std::vector<double>>{{3, 3, 3},
                                                             {0, 0},
                                                             {-5, -5},
                                                             {1e300, -1e300},
                                                             {most, 1, 2},
                                                             {least, 2 * least},
                                                             {1, 1 + 1e-15},
                                                             {2.6, 9443, 1.6e5, 1.8e7, 6.6e9}}) {
    for (const bool log_y : {false, true}) {
      const auto figure = drawn(chart_of(values, log_y));
      INFO(values[0] << " … " << values.back() << (log_y ? " log" : ""));
      CHECK(all_inside(figure));
      if (!lines_of(figure).empty()) CHECK(figure.all("path", "grid").size() >= 2);
      CHECK(figure.all("path", "grid").size() <= 10);
    }
  }
}

TEST_CASE("A hundred thousand points keep their extremes and draw few") {
  std::vector<double> values(100'000);
  for (size_t i = 0; i < values.size(); ++i) values[i] = std::sin(double(i));
  values[77'777] = 50;
  const auto lines = lines_of(drawn(chart_of(values)));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].size() <= 1600);
  const auto top =
      std::min_element(lines[0].begin(), lines[0].end(), [](auto a, auto b) { return a.y < b.y; });
  CHECK(top->y < 60);
  CHECK(std::is_sorted(lines[0].begin(), lines[0].end(), [](auto a, auto b) { return a.x < b.x; }));
}

TEST_CASE("Several series have a legend in their colours and faint ones none") {
  const std::vector<double> x = {0, 1}, y = {1, 2};
  const auto figure = drawn({.title = "t",
                             .series = {{.name = "raw", .x = x, .y = y, .faint = true},
                                        {.name = "smooth", .x = x, .y = y},
                                        {.name = "held out", .x = x, .y = y}}});
  const auto items = figure.all("li");
  REQUIRE(items.size() == 2);
  CHECK(items[0]->attributes.at("class") == "s0");
  CHECK(items[1]->all_text() == "held out");
  CHECK(figure.all("path", "s0").size() == 2);
  CHECK(figure.all("path", "faint").size() == 1);
  CHECK(drawn(chart_of({1, 2})).all("li").empty());
}

TEST_CASE("Points with labels are dots that show them and marks stand where they belong") {
  const auto figure = drawn(
      {.title = "growth",
       .series = {{.name = "max", .x = {0, 1, 2}, .y = {1, kNaN, 3}, .labels = {"a", "b", "c"}}},
       .marks = {{1, "step 1: skipped", Tone::warning}, {9, "elsewhere"}}});
  CHECK(figure.all("circle").size() == 2);
  CHECK(figure.all("circle").at(1)->all_text() == "c");
  REQUIRE(figure.all("path", "mark").size() == 1);
  CHECK(figure.all("g").at(0)->all_text() == "step 1: skipped");
}

TEST_CASE("Names cannot leave their place and the picture is told in words") {
  const std::string hostile = "<script>\"'&";
  const auto figure =
      drawn({.title = hostile,
             .x_name = hostile,
             .series = {{.name = hostile, .x = {0, 1}, .y = {1, 2}, .labels = {hostile, ""}},
                        {.name = "b"}},
             .marks = {{0, hostile}}});
  CHECK(figure.all("script").empty());
  CHECK(figure.all("figcaption").at(0)->all_text() == hostile);
  CHECK(figure.all("svg").at(0)->attributes.at("aria-label") ==
        hostile + ". " + hostile + ": from 1 to 2, last 2 at 1. b: no values. ");
}

TEST_CASE("Values without positions are a mistake") {
  CHECK_THROWS_AS(svg_line_chart({.title = "t", .series = {{"a", {1, 2}, {1}}}}), c10::ValueError);
  CHECK_THROWS_AS(svg_line_chart({.title = "t", .series = {{"a", {1}, {1}, false, {"x", "y"}}}}),
                  c10::ValueError);
}
