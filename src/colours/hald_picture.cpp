#include "lowlight/colours/hald_picture.h"

#include <cmath>
#include <vector>

#include "lowlight/colours/cube_file.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"

namespace lowlight::colours {
namespace {

using imaging::ColourTable;

constexpr int64_t kLargestLevel = 12;  ///< 1728 × 1728 pixels, as RawTherapee's collection has

/// n where the picture has n³ × n³ pixels, else 0.
int64_t hald_level(const imaging::Image& picture) {
  if (picture.width() != picture.height()) return 0;
  for (int64_t level = 2; level <= kLargestLevel; ++level) {
    if (level * level * level == picture.width()) return level;
  }
  return 0;
}

template <class Sample>
void copy_pixels(const imaging::Image& picture, ColourTable& table) {
  const float scale = 1.f / float(imaging::full_scale(picture.depth()));
  const int64_t channels = picture.channels();
  int64_t index = 0;
  for (int64_t y = 0; y < picture.height(); ++y) {
    const Sample* pixel = picture.row<Sample>(y);
    for (int64_t x = 0; x < picture.width(); ++x, pixel += channels) {
      float* node = table.node(index++);
      for (int64_t c = 0; c < 3; ++c) node[c] = float(pixel[channels == 1 ? 0 : c]) * scale;
    }
  }
}

ColourTable table_of_level(const imaging::Image& picture, int64_t level) {
  auto table = imaging::identity_table(level * level);
  picture.depth() == imaging::BitDepth::u8 ? copy_pixels<uint8_t>(picture, table)
                                           : copy_pixels<uint16_t>(picture, table);
  return table;
}

/// The correlation of the nodes' lumas with those of the colours that they stand for; 0 where one
/// of them is the same everywhere.
double correlation_with_identity(const ColourTable& table) {
  const int64_t side = table.size;
  const int64_t count = imaging::node_count(table.kind, table.size);
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (int64_t i = 0; i < count; ++i) {
    const float* node = table.node(i);
    const double a =
        luma<double>(double(i % side), double(i / side % side), double(i / side / side));
    const double b = luma<double>(node[0], node[1], node[2]);
    x += a, y += b, xx += a * a, yy += b * b, xy += a * b;
  }
  const double n = double(count);
  const double spread = (xx - x * x / n) * (yy - y * y / n);
  return spread > 1e-9 ? (xy - x * y / n) / std::sqrt(spread) : 0;
}

}  // namespace

bool is_hald(const imaging::Image& picture) {
  const auto level = hald_level(picture);
  return level && correlation_with_identity(table_of_level(picture, level)) >= 0.5;
}

ColourTable table_of_hald(const imaging::Image& picture, const std::string& name) {
  const auto level = hald_level(picture);
  if (!level)
    throw ImageError(
        name,
        {"a HaldCLUT has n³ × n³ pixels, n from 2 to 12, such as 512 × 512; this has " +
         std::to_string(picture.width()) + " × " + std::to_string(picture.height())});
  auto table = table_of_level(picture, level);
  return table.size > kLargestCube ? imaging::resampled(table, kLargestCube) : table;
}

}  // namespace lowlight::colours
