// Pictures made of formulas: no two corners alike, smooth enough for lossy codecs, fine enough to
// show a shift.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

#include "lowlight/imaging/image.h"

namespace lowlight::test {

/// Channel c of pixel (x, y), in [0, 1]: a ramp of its own direction and a slow wave.
inline double synthetic_value(int64_t x, int64_t y, int64_t c, int64_t width, int64_t height) {
  const double u = (double(x) + 0.5) / double(width), v = (double(y) + 0.5) / double(height);
  const double ramp = c == 0 ? 0.2 + 0.6 * u : c == 1 ? 0.2 + 0.6 * v : 0.8 - 0.3 * u - 0.3 * v;
  return ramp + 0.1 * std::sin(5.0 * u + 3.0 * v + double(c));
}

template <class Sample>
void fill_synthetic(imaging::Image& image) {
  const double scale = double(imaging::full_scale(image.depth()));
  for (int64_t y = 0; y < image.height(); ++y) {
    Sample* out = image.row<Sample>(y);
    for (int64_t x = 0; x < image.width(); ++x) {
      for (int64_t c = 0; c < image.channels(); ++c) {
        *out++ =
            Sample(std::lround(scale * synthetic_value(x, y, c, image.width(), image.height())));
      }
    }
  }
}

inline imaging::Image synthetic_image(int64_t width,
                                      int64_t height,
                                      int64_t channels = 3,
                                      imaging::BitDepth depth = imaging::BitDepth::u8) {
  imaging::Image image(width, height, channels, depth);
  if (depth == imaging::BitDepth::u8) {
    fill_synthetic<uint8_t>(image);
  } else {
    fill_synthetic<uint16_t>(image);
  }
  return image;
}

/// The largest difference of two samples of the same place, in codes. Throws where size, channels
/// or depth differ, so that no limit accepts it.
inline int64_t largest_difference(const imaging::Image& a, const imaging::Image& b) {
  if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels() ||
      a.depth() != b.depth()) {
    throw std::invalid_argument("the images have different shapes");
  }
  int64_t worst = 0;
  for (int64_t y = 0; y < a.height(); ++y) {
    for (int64_t i = 0; i < a.width() * a.channels(); ++i) {
      const int64_t difference = a.depth() == imaging::BitDepth::u8
                                     ? a.row<uint8_t>(y)[i] - b.row<uint8_t>(y)[i]
                                     : a.row<uint16_t>(y)[i] - b.row<uint16_t>(y)[i];
      worst = std::max(worst, std::abs(difference));
    }
  }
  return worst;
}

}  // namespace lowlight::test
