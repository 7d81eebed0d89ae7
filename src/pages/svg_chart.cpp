#include "lowlight/pages/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

#include "lowlight/core/check.h"
#include "lowlight/core/value_text.h"
#include "pages/chart_ticks.h"

namespace lowlight::pages {
namespace {

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
  double begin = 0, end = 1;  ///< where low and high are drawn

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

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + value + "\"";
}

std::string line(const char* kind, double x1, double y1, double x2, double y2) {
  return "<path" + attribute("class", kind) +
         attribute("d", "M" + at(x1) + " " + at(y1) + "L" + at(x2) + " " + at(y2)) + " />\n";
}

std::string label(double x, double y, const char* anchor, const std::string& text) {
  return "<text" + attribute("x", at(x)) + attribute("y", at(y)) +
         attribute("text-anchor", anchor) + ">" + html_text(text) + "</text>\n";
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

std::string grid(const Axis& x, const Axis& y, const std::string& x_name) {
  const auto x_ticks = round_ticks(x.range.low, x.range.high, 5);
  const auto y_ticks = y.logarithmic ? power_ticks(y.range.low, y.range.high, 5)
                                     : round_ticks(y.range.low, y.range.high, 5);
  std::string markup;
  for (const double tick : y_ticks) {
    markup += line("grid", kLeft, y.place(tick), kRight, y.place(tick));
    markup += label(kLeft - 7, y.place(tick) + 4, "end", tick_text(tick, y_ticks));
  }
  for (const double tick : x_ticks) {
    markup += line("axis", x.place(tick), kBottom, x.place(tick), kBottom + 4);
    markup += label(x.place(tick), kBottom + 18, "middle", tick_text(tick, x_ticks));
  }
  markup += line("axis", kLeft, kBottom, kRight, kBottom);
  if (!x_name.empty()) markup += label((kLeft + kRight) / 2, kBottom + 36, "middle", x_name);
  return markup;
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

std::string dot(const Point& point, const std::string& kind, const std::string& text) {
  return "<circle" + attribute("class", kind) + attribute("cx", at(point.x)) +
         attribute("cy", at(point.y)) + attribute("r", "3.5") +
         (text.empty() ? " />\n" : "><title>" + html_text(text) + "</title></circle>\n");
}

std::string drawn(const ChartSeries& series, size_t colour, const Axis& x, const Axis& y) {
  const std::string own = "s" + std::to_string(colour % 8);
  std::string path, dots, last;
  for (const auto& run : runs_of(series, x, y)) {
    if (run.size() == 1 && series.labels.empty()) {
      const auto markup = dot(run[0], own, "");
      if (markup != last) dots += last = markup;
      continue;
    }
    const char* step = "M";
    for (const auto& point : thinned(run)) {
      path += step + at(point.x) + " " + at(point.y);
      step = "L";
    }
  }
  for (size_t i = 0; i < series.labels.size(); ++i) {
    if (!can_be_drawn(series.x[i], series.y[i], y.logarithmic)) continue;
    dots += dot({x.place(series.x[i]), y.place(series.y[i])}, own, series.labels[i]);
  }
  if (path.empty()) return dots;
  return "<path" + attribute("class", own + (series.faint ? " faint" : "")) + attribute("d", path) +
         " />\n" + dots;
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

std::string mark_of(const ChartMark& mark, const Axis& x) {
  if (!(mark.x >= x.range.low && mark.x <= x.range.high)) return "";
  const char* kind = mark.tone == Tone::bad       ? "mark bad"
                     : mark.tone == Tone::warning ? "mark warning"
                     : mark.tone == Tone::good    ? "mark good"
                                                  : "mark plain";
  return "<g><title>" + html_text(mark.text) + "</title>" +
         line(kind, x.place(mark.x), kTop, x.place(mark.x), kBottom) + "</g>\n";
}

std::string legend_of(const LineChart& chart) {
  std::string items;
  size_t count = 0, colour = 0;
  for (const auto& series : chart.series) {
    if (series.faint) continue;
    items += "<li class=\"s" + std::to_string(colour++ % 8) + "\"><span>" + html_text(series.name) +
             "</span></li>\n";
    ++count;
  }
  return count > 1 ? "<ul class=\"legend\">" + items + "</ul>" : "";
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
  std::string description = chart.title + ". ";
  for (const auto& series : chart.series) {
    check(series);
    for (size_t i = 0; i < series.x.size(); ++i) {
      if (!can_be_drawn(series.x[i], series.y[i], chart.log_y)) continue;
      xs.include(series.x[i]);
      ys.include(series.y[i]);
    }
    if (!series.faint) description += described(series, chart.log_y);
  }
  const Axis x{widened(xs, false), false, kLeft, kRight};
  const Axis y{framed(widened(ys, chart.log_y), chart.log_y), chart.log_y, kBottom, kTop};
  std::string drawing;
  size_t colour = 0;
  for (const auto& mark : chart.marks) drawing += mark_of(mark, x);
  for (const auto& series : chart.series) {
    drawing += drawn(series, colour, x, y);
    if (!series.faint) ++colour;
  }
  const auto inside = ys.empty() ? label(kWidth / 2, kHeight / 2, "middle", "no values yet")
                                 : grid(x, y, chart.x_name) + drawing;
  return "<figure class=\"chart\"><figcaption>" + html_text(chart.title) + "</figcaption>\n<svg" +
         attribute("viewBox", "0 0 460 250") + " role=\"img\"" +
         attribute("aria-label", html_text(description)) + ">\n" + inside + "</svg>" +
         legend_of(chart) + "</figure>\n";
}

}  // namespace lowlight::pages
