#include "lowlight/imaging/alpha.h"

#include <array>
#include <cmath>

namespace lowlight::imaging {
namespace {

template <class Sample>
void cover(Image& image) {
  std::array<double, 3> sums{};
  double alphas = 0;
  bool hidden = false;
  for (int64_t y = 0; y < image.height(); ++y) {
    const Sample* pixel = image.row<Sample>(y);
    for (int64_t x = 0; x < image.width(); ++x, pixel += 4) {
      hidden |= pixel[3] == 0;
      alphas += pixel[3];
      for (size_t c = 0; c < 3; ++c) sums[c] += double(pixel[3]) * pixel[c];
    }
  }
  if (!hidden || alphas == 0) return;
  for (int64_t y = 0; y < image.height(); ++y) {
    Sample* pixel = image.row<Sample>(y);
    for (int64_t x = 0; x < image.width(); ++x, pixel += 4) {
      if (pixel[3] != 0) continue;
      for (size_t c = 0; c < 3; ++c) pixel[c] = Sample(std::lround(sums[c] / alphas));
    }
  }
}

}  // namespace

void cover_hidden_colours(Image& image) {
  if (image.channels() != 4) return;
  image.depth() == BitDepth::u8 ? cover<uint8_t>(image) : cover<uint16_t>(image);
}

}  // namespace lowlight::imaging
