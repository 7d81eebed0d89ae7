#include "batch/result_check.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

#include "lowlight/codecs/format_limits.h"

namespace lowlight::batch {
namespace {

using imaging::Image;
using imaging::ImageShape;
using imaging::PictureRows;

constexpr int64_t kRowsAtOnce = 16;

/// Whether a colour of some pixel differs from that of `first` by more than `tolerance` codes;
/// alpha does not count.
template <class Sample>
bool differ(const Image& rows, const Sample* first, int tolerance) {
  const int64_t channels = rows.channels(), colours = std::min<int64_t>(channels, 3);
  const auto alike = [&](Sample a, Sample b) { return std::abs(int(a) - int(b)) <= tolerance; };
  for (int64_t y = 0; y < rows.height(); ++y) {
    const Sample* row = rows.row<Sample>(y);
    for (int64_t x = 0; x < rows.width(); ++x) {
      const Sample* pixel = row + x * channels;
      if (!std::equal(first, first + colours, pixel, alike)) return true;
    }
  }
  return false;
}

/// Whether some pixel differs so from the first one.
bool varies(const PictureRows& picture, int tolerance) {
  const int64_t height = picture.shape().height;
  const Image first = picture.read(0, 1);
  for (int64_t y = 0; y < height; y += kRowsAtOnce) {
    const Image rows = picture.read(y, std::min(height, y + kRowsAtOnce));
    const bool found = rows.depth() == imaging::BitDepth::u8
                           ? differ(rows, first.row<uint8_t>(0), tolerance)
                           : differ(rows, first.row<uint16_t>(0), tolerance);
    if (found) return true;
  }
  return false;
}

std::string text_of(const ImageShape& shape) {
  return std::to_string(shape.width) + " x " + std::to_string(shape.height) + ", " +
         std::to_string(shape.channels) + " channels of " +
         std::to_string(8 * imaging::bytes_per_sample(shape.depth)) + " bits";
}

[[noreturn]] void refuse(const ImageShape& result, const ImageShape& photo) {
  throw std::runtime_error("the result is " + text_of(result) + ", the photo is " + text_of(photo));
}

}  // namespace

void check_rows(const ImageShape& so_far, const ImageShape& photo) {
  auto completed = so_far;
  completed.height = photo.height;
  if (completed != photo || so_far.height > photo.height) refuse(so_far, photo);
}

void check_complete(const ImageShape& result, const ImageShape& photo) {
  if (result != photo) refuse(result, photo);
}

bool varies_clearly(const PictureRows& picture) {
  return varies(picture, int(imaging::full_scale(picture.shape().depth) / 32));
}

void check_variety(const PictureRows& result) {
  if (!varies(result, 0)) {
    throw std::runtime_error("the result has one colour only, the photo has not");
  }
}

void warn_of_losses(const ImageShape& photo,
                    codecs::ImageFormat format,
                    std::vector<std::string>& to) {
  const codecs::FormatLimits limits = codecs::limits_of(format);
  const std::string name = limits.name;
  if (!limits.alpha && photo.channels == 4) {
    to.push_back("the transparency is dropped: " + name + " has none");
  }
  if (photo.depth > limits.deepest) to.push_back("16 bits become 8: " + name + " has no more");
}

}  // namespace lowlight::batch
