// Line charts as inline SVG, for the pages of page.h.
#pragma once

#include <string>
#include <vector>

#include "lowlight/pages/page.h"

namespace lowlight::pages {

/// Values over positions, drawn in the given order and joined by lines. A point whose x or y is not
/// finite (or beyond ±1e300, or not positive on a logarithmic axis) is a gap. A point between two
/// gaps is a dot.
struct ChartSeries {
  std::string name;
  std::vector<double> x = {};
  std::vector<double> y = {};  ///< There are as many as in x.
  bool faint = false;          ///< It is drawn thin and pale, and the legend leaves it out.
  /// As many as x, or none. With them each point is a dot that shows its text when pointed at.
  std::vector<std::string> labels = {};
};

/// A dashed upright line that shows its text when pointed at.
struct ChartMark {
  double x = 0;
  std::string text;
  Tone tone = Tone::plain;
};

struct LineChart {
  std::string title;
  std::string x_name = {};
  bool log_y = false;
  /// A faint one has the colour of the series after it.
  std::vector<ChartSeries> series = {};
  std::vector<ChartMark> marks = {};
};

/// The markup of a figure with title, chart and, with several named series, a legend. Axes end at
/// the values, or at round numbers just outside; where all values are equal the line runs in the
/// middle; without any point the figure says so. However many points a series has, about two per
/// pixel column are drawn, the least and the greatest. Readers who see no picture get its range and
/// last values. Throws c10::ValueError where x, y and labels differ in number.
std::string svg_line_chart(const LineChart& chart);

}  // namespace lowlight::pages
