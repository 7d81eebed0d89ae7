#include "lowlight/imaging/colour_blotches.h"

#include <algorithm>
#include <vector>

#include "imaging/block_shrinkage.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

// Where one code becomes more than six, colour that is no chance is as weak as what is.
constexpr float kMostAdded = 36.f / (255 * 255);
constexpr int64_t kPixelsOfCell = 8, kMostCells = 1024, kFewestCells = 8;
constexpr BandNoise kBlotchThresholds{{}, {32, 32, 32, 20, 10, 6, 6, 6}};

/// The brightened copy. Planes have a rim that repeats their outermost cells: one cell of the
/// shrinkage and what makes the sides whole numbers of them.
struct BlotchCopy {
  Plane grey, red, blue;
};

/// The tone of each value, linear between the codes.
LOWLIGHT_VECTORISE
void brighten_row(
    const float* tone, int32_t last, const float* in, int64_t count, float* __restrict out) {
  for (int64_t i = 0; i < count; ++i) {
    const float place = std::min(std::max(in[i], 0.f), 1.f) * float(last);
    const int32_t below = std::min(int32_t(place), last - 1);
    out[i] = tone[below] + (place - float(below)) * (tone[below + 1] - tone[below]);
  }
}

LOWLIGHT_VECTORISE
void split_row(
    const float* colours, int64_t count, float* grey, float* red, float* __restrict blue) {
  const float *reds = colours, *greens = colours + count, *blues = colours + 2 * count;
  for (int64_t i = 0; i < count; ++i) {
    grey[i] = kGreyWeights[0] * reds[i] + kGreyWeights[1] * greens[i] + kGreyWeights[2] * blues[i];
    red[i] = reds[i] - grey[i];
    blue[i] = blues[i] - grey[i];
  }
}

/// Repeats the outermost of the cells in the middle of a row.
void fill_rim(float* row, int64_t cells, int64_t width) {
  std::fill_n(row, kCell, row[kCell]);
  std::fill(row + kCell + cells, row + width, row[kCell + cells - 1]);
}

int64_t with_rim(int64_t cells) { return (cells + 3 * kCell - 1) / kCell * kCell; }

BlotchCopy brightened_copy(const at::Tensor& small, const std::vector<float>& tone) {
  const int64_t width = small.size(2), height = small.size(1);
  const Plane empty(with_rim(width), with_rim(height));
  BlotchCopy copy{empty, empty, empty};
  const float* in = small.data_ptr<float>();
  std::vector<float> colours(size_t(3 * width));
  for (int64_t y = 0; y < empty.height; ++y) {
    const int64_t row = std::clamp<int64_t>(y - kCell, 0, height - 1);
    for (int64_t c = 0; c < 3; ++c)
      brighten_row(tone.data(),
                   int32_t(tone.size()) - 1,
                   in + (c * height + row) * width,
                   width,
                   colours.data() + c * width);
    float *grey = copy.grey.row(y), *red = copy.red.row(y), *blue = copy.blue.row(y);
    split_row(colours.data(), width, grey + kCell, red + kCell, blue + kCell);
    for (float* filled : {grey, red, blue}) fill_rim(filled, width, empty.width);
  }
  return copy;
}

/// The threshold's factor of one cell of the shrinkage.
float blotch_noise(const Plane& grey, int64_t x, int64_t y, const NoiseCalming& calming) {
  float sum = 0, squares = 0, count = 0;
  for (int64_t v = std::max<int64_t>(y - 2, 0); v < std::min(y + 6, grey.height); ++v) {
    for (int64_t u = std::max<int64_t>(x - 2, 0); u < std::min(x + 6, grey.width); ++u) {
      const float value = grey.row(v)[u];
      sum += value, squares += value * value, ++count;
    }
  }
  const float mean = sum / count, variance = std::max(squares / count - mean * mean, 0.f);
  const auto place = size_t(std::clamp(255 * mean + 0.5f, 0.f, 255.f));
  const float code = calming.slope[place] / 255;
  const float added = std::min(calming.added[place], kMostAdded);
  return added * code * code / std::max(code * code + variance, 1e-12f);
}

/// What shrinking adds, without the rim.
Plane shrunk_less(const Plane& values,
                  const ShrinkageCells& cells,
                  const BandNoise& thresholds,
                  int64_t width,
                  int64_t height) {
  Plane shrunk = values, change(width, height);
  shrink_blocks(shrunk, cells, thresholds);
  for (int64_t y = 0; y < height; ++y) {
    const float *after = shrunk.row(y + kCell) + kCell, *before = values.row(y + kCell) + kCell;
    for (int64_t x = 0; x < width; ++x) change.row(y)[x] = after[x] - before[x];
  }
  return change;
}

/// Over the differences of colours of an area, which have half its size.
StretchedMap stretched(const Plane& map, const PictureArea& area) {
  return {map,
          0.5f * float(area.picture_width),
          0.5f * float(area.picture_height),
          area.x / 2,
          area.width / 2};
}

}  // namespace

int64_t blotch_side(const ImageShape& photo) {
  return std::clamp<int64_t>(std::max(photo.width, photo.height) / kPixelsOfCell, 1, kMostCells);
}

BlotchMap blotches_of(const at::Tensor& small,
                      const std::vector<float>& tone,
                      const NoiseCalming& calming,
                      double amount) {
  if (!calming.any || std::min(small.size(1), small.size(2)) < kFewestCells) return {};
  const BlotchCopy copy = brightened_copy(small, tone);
  ShrinkageCells cells{Plane(copy.grey.width / kCell, copy.grey.height / kCell), {}, {}};
  cells.added = Plane(cells.sensor.width, cells.sensor.height);
  for (int64_t y = 0; y < cells.sensor.height; ++y) {
    for (int64_t x = 0; x < cells.sensor.width; ++x)
      cells.added.row(y)[x] =
          float(amount) * blotch_noise(copy.grey, kCell * x, kCell * y, calming);
  }
  const int64_t width = small.size(2), height = small.size(1);
  return {shrunk_less(copy.red, cells, kBlotchThresholds, width, height),
          shrunk_less(copy.blue, cells, kBlotchThresholds, width, height)};
}

BlotchRows::BlotchRows(const BlotchMap& map, const PictureArea& area)
    : red_(stretched(map.red, area)), blue_(stretched(map.blue, area)) {}

void BlotchRows::add(int64_t y, float* red, float* blue) {
  red_.add(y, red);
  blue_.add(y, blue);
}

}  // namespace lowlight::imaging
