#include "result_check.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

namespace lowlight::inference {
namespace {

using imaging::Image;

/// Whether a colour of some pixel differs from the first pixel's by more than `tolerance` codes;
/// alpha does not count.
template <class Sample>
bool varies(const Image& image, int tolerance) {
  const int64_t channels = image.channels(), colours = std::min<int64_t>(channels, 3);
  const Sample* first = image.row<Sample>(0);
  const auto alike = [&](Sample a, Sample b) { return std::abs(int(a) - int(b)) <= tolerance; };
  for (int64_t y = 0; y < image.height(); ++y) {
    const Sample* row = image.row<Sample>(y);
    for (int64_t x = 0; x < image.width(); ++x) {
      const Sample* pixel = row + x * channels;
      if (!std::equal(first, first + colours, pixel, alike)) return true;
    }
  }
  return false;
}

bool varies(const Image& image, int tolerance) {
  return image.depth() == imaging::BitDepth::u8 ? varies<uint8_t>(image, tolerance)
                                                : varies<uint16_t>(image, tolerance);
}

std::string shape_of(const Image& image) {
  return std::to_string(image.width()) + " x " + std::to_string(image.height()) + ", " +
         std::to_string(image.channels()) + " channels of " +
         std::to_string(8 * imaging::bytes_per_sample(image.depth())) + " bits";
}

}  // namespace

Appearance appearance_of(const Image& image) {
  // Calming noise may level a picture of a few pixels that hardly differ.
  const auto tolerance = int(imaging::full_scale(image.depth()) / 32);
  return {shape_of(image), varies(image, tolerance)};
}

void check_result(const Appearance& before, const Image& result) {
  if (const auto shape = shape_of(result); shape != before.shape) {
    throw std::runtime_error("the result is " + shape + ", the photo is " + before.shape);
  }
  if (before.varies && !varies(result, 0)) {
    throw std::runtime_error("the result has one colour only, the photo has not");
  }
}

void warn_of_losses(const imaging::Photo& photo,
                    imaging::ImageFormat format,
                    std::vector<std::string>& to) {
  using imaging::ImageFormat;
  if (format == ImageFormat::jpeg && photo.image.channels() == 4) {
    to.push_back("the transparency is dropped: JPEG has none");
  }
  const bool deep = format == ImageFormat::png || format == ImageFormat::tiff;
  if (!deep && photo.image.depth() == imaging::BitDepth::u16) {
    to.push_back("16 bits become 8: " + std::string(enum_name(format)) + " has no more");
  }
}

}  // namespace lowlight::inference
