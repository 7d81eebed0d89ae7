#include "lowlight/pages/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "lowlight/core/check.h"
#include "lowlight/core/names.h"
#include "lowlight/core/value_text.h"
#include "pages/chart_ticks.h"
#include "pages/fill.h"

namespace lowlight::pages {
namespace {

using nlohmann::json;

constexpr double kWidth = 460, kHeight = 250;
constexpr double kLeft = 50, kRight = 448, kTop = 10, kBottom = 210;
constexpr double kHuge = 1e300;  // differences of what is drawn stay finite
constexpr size_t kColumns = 400;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  bool empty() const { return low > high; }
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

struct Axis {
  Range range;
  bool logarithmic = false;
  double begin = 0, end = 1;  ///< low is drawn at begin and high at end.

  double place(double value) const {
    const double share = logarithmic
                             ? std::log(value / range.low) / std::log(range.high / range.low)
                             : (value - range.low) / (range.high - range.low);
    return begin + share * (end - begin);
  }
};

struct Point {
  double x, y;
};

bool can_be_drawn(double x, double y, bool log_y) {
  return std::abs(x) <= kHuge && std::abs(y) <= kHuge && (!log_y || y > 0);
}

/// Room around values that are all equal, or nearly.
Range widened(Range range, bool logarithmic) {
  if (range.empty()) return logarithmic ? Range{1, 10} : Range{0, 1};
  const double size = std::max(std::abs(range.low), std::abs(range.high));
  if (range.high - range.low > 1e-9 * size && size > 1e-300) return range;
  if (logarithmic) return {range.low / 2, range.high * 2};
  const double room = size > 1e-300 ? 0.1 * size : 1;
  return {range.low - room, range.high + room};
}

/// Ends at ticks where one lies just outside, so that the grid frames the values.
Range framed(Range range, bool logarithmic) {
  if (logarithmic) {
    const double room = std::pow(range.high / range.low, 0.04);
    return {range.low / room, range.high * room};
  }
  for (int pass = 0; pass < 2; ++pass) {  // a wider range may have wider steps
    const auto ticks = round_ticks(range.low, range.high, 5);
    if (ticks.size() < 2) return range;
    const double step = ticks[1] - ticks[0];
    range = {std::floor(range.low / step + 1e-9) * step,
             std::ceil(range.high / step - 1e-9) * step};
  }
  return range;
}

std::string at(double coordinate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", coordinate);
  return text;
}

/// The texts of ticks, with the digits that tell neighbours apart.
std::string tick_text(double tick, const std::vector<double>& ticks) {
  double step = std::abs(tick);
  for (const double other : ticks) {
    if (other != tick) step = std::min(step, std::abs(other - tick));
  }
  const double ratio = step > 0 ? std::abs(tick) / step : 1;
  return number_text(tick, 1 + int(std::log10(std::max(1.0, ratio)) + 1e-9) + 1);
}

json ticks_of(const std::vector<double>& ticks, const Axis& axis) {
  json list = json::array();
  for (const double tick : ticks)
    list.push_back({{"at", at(axis.place(tick))}, {"text", tick_text(tick, ticks)}});
  return list;
}

/// The runs of points between gaps, in the picture's units.
std::vector<std::vector<Point>> runs_of(const ChartSeries& series, const Axis& x, const Axis& y) {
  std::vector<std::vector<Point>> runs(1);
  for (size_t i = 0; i < series.x.size(); ++i) {
    if (can_be_drawn(series.x[i], series.y[i], y.logarithmic)) {
      runs.back().push_back({x.place(series.x[i]), y.place(series.y[i])});
    } else if (!runs.back().empty()) {
      runs.emplace_back();
    }
  }
  if (runs.back().empty()) runs.pop_back();
  return runs;
}

/// At most four points for each stretch: its first, least, greatest and last, in their order.
std::vector<Point> thinned(const std::vector<Point>& run) {
  if (run.size() <= 4 * kColumns) return run;
  std::vector<Point> result;
  for (size_t column = 0; column < kColumns; ++column) {
    const auto begin = run.begin() + long(column * run.size() / kColumns);
    const auto end = run.begin() + long((column + 1) * run.size() / kColumns);
    const auto [least, greatest] =
        std::minmax_element(begin, end, [](const Point& a, const Point& b) { return a.y < b.y; });
    result.push_back(*begin);
    result.push_back(*std::min(least, greatest));
    result.push_back(*std::max(least, greatest));
    result.push_back(*(end - 1));
  }
  return result;
}

json dot(const Point& point, const std::string& text) {
  return {{"x", at(point.x)}, {"y", at(point.y)}, {"text", text}};
}

/// The dots of labelled points, or else of points between two gaps, once where they coincide.
json dots_of(const ChartSeries& series, const Axis& x, const Axis& y) {
  json dots = json::array();
  for (size_t i = 0; i < series.labels.size(); ++i) {
    if (can_be_drawn(series.x[i], series.y[i], y.logarithmic))
      dots.push_back(dot({x.place(series.x[i]), y.place(series.y[i])}, series.labels[i]));
  }
  if (!series.labels.empty()) return dots;
  for (const auto& run : runs_of(series, x, y)) {
    if (run.size() > 1) continue;
    if (auto alone = dot(run[0], ""); dots.empty() || dots.back() != alone)
      dots.push_back(std::move(alone));
  }
  return dots;
}

/// The path of a series' lines; a run of one point has none.
std::string line_of(const ChartSeries& series, const Axis& x, const Axis& y) {
  std::string path;
  for (const auto& run : runs_of(series, x, y)) {
    if (run.size() == 1) continue;
    const char* step = "M";
    for (const auto& point : thinned(run)) {
      path += step + at(point.x) + " " + at(point.y);
      step = "L";
    }
  }
  return path;
}

std::string colour_of(size_t series) { return "s" + std::to_string(series % 8); }

json series_of(const LineChart& chart, const Axis& x, const Axis& y) {
  json list = json::array();
  size_t colour = 0;
  for (const auto& series : chart.series) {
    list.push_back({{"colour", colour_of(colour)},
                    {"faint", series.faint},
                    {"line", line_of(series, x, y)},
                    {"dots", dots_of(series, x, y)}});
    if (!series.faint) ++colour;
  }
  return list;
}

json legend_of(const LineChart& chart) {
  json names = json::array();
  for (const auto& series : chart.series) {
    if (!series.faint)
      names.push_back({{"colour", colour_of(names.size())}, {"name", series.name}});
  }
  return names.size() > 1 ? names : json();
}

json marks_of(const std::vector<ChartMark>& marks, const Axis& x) {
  json list = json::array();
  for (const auto& mark : marks) {
    if (mark.x >= x.range.low && mark.x <= x.range.high) {
      list.push_back(
          {{"at", at(x.place(mark.x))}, {"text", mark.text}, {"tone", enum_name(mark.tone)}});
    }
  }
  return list;
}

/// The series as a sentence.
std::string described(const ChartSeries& series, bool log_y) {
  Range range;
  std::optional<size_t> last;
  for (size_t i = 0; i < series.x.size(); ++i) {
    if (!can_be_drawn(series.x[i], series.y[i], log_y)) continue;
    range.include(series.y[i]);
    last = i;
  }
  if (!last) return series.name + ": no values. ";
  return series.name + ": from " + number_text(range.low) + " to " + number_text(range.high) +
         ", last " + number_text(series.y[*last]) + " at " + number_text(series.x[*last]) + ". ";
}

std::string description_of(const LineChart& chart) {
  std::string text = chart.title + ". ";
  for (const auto& series : chart.series) {
    if (!series.faint) text += described(series, chart.log_y);
  }
  return text;
}

void check(const ChartSeries& series) {
  LOWLIGHT_CHECK(series.x.size() == series.y.size() &&
                     (series.labels.empty() || series.labels.size() == series.x.size()),
                 "svg_line_chart: x, y and labels must be as many, got ",
                 series.x.size(),
                 ", ",
                 series.y.size(),
                 " and ",
                 series.labels.size());
}

}  // namespace

std::string svg_line_chart(const LineChart& chart) {
  Range xs, ys;
  for (const auto& series : chart.series) {
    check(series);
    for (size_t i = 0; i < series.x.size(); ++i) {
      if (!can_be_drawn(series.x[i], series.y[i], chart.log_y)) continue;
      xs.include(series.x[i]);
      ys.include(series.y[i]);
    }
  }
  const Axis x{widened(xs, false), false, kLeft, kRight};
  const Axis y{framed(widened(ys, chart.log_y), chart.log_y), chart.log_y, kBottom, kTop};
  const auto ticks = chart.log_y ? power_ticks : round_ticks;
  return filled("chart.html",
                {{"title", chart.title},
                 {"description", description_of(chart)},
                 {"width", kWidth},
                 {"height", kHeight},
                 {"left", kLeft},
                 {"right", kRight},
                 {"middle", (kLeft + kRight) / 2},
                 {"top", kTop},
                 {"bottom", kBottom},
                 {"points", !ys.empty()},
                 {"x_name", chart.x_name},
                 {"x_ticks", ticks_of(round_ticks(x.range.low, x.range.high, 5), x)},
                 {"y_ticks", ticks_of(ticks(y.range.low, y.range.high, 5), y)},
                 {"marks", marks_of(chart.marks, x)},
                 {"series", series_of(chart, x, y)},
                 {"legend", legend_of(chart)}});
}

}  // namespace lowlight::pages
