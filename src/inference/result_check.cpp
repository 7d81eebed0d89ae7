#include "result_check.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace lowlight::inference {
namespace {

using imaging::Image;

/// Whether all pixels have one colour; alpha does not count.
template <class Sample>
bool is_constant(const Image& image) {
  const int64_t channels = image.channels(), colours = std::min<int64_t>(channels, 3);
  const Sample* first = image.row<Sample>(0);
  for (int64_t y = 0; y < image.height(); ++y) {
    const Sample* row = image.row<Sample>(y);
    for (int64_t x = 0; x < image.width(); ++x) {
      if (!std::equal(first, first + colours, row + x * channels)) return false;
    }
  }
  return true;
}

bool is_constant(const Image& image) {
  return image.depth() == imaging::BitDepth::u8 ? is_constant<uint8_t>(image)
                                                : is_constant<uint16_t>(image);
}

std::string shape_of(const Image& image) {
  return std::to_string(image.width()) + " x " + std::to_string(image.height()) + ", " +
         std::to_string(image.channels()) + " channels of " +
         std::to_string(8 * imaging::bytes_per_sample(image.depth())) + " bits";
}

}  // namespace

Appearance appearance_of(const Image& image) { return {shape_of(image), is_constant(image)}; }

void check_result(const Appearance& before, const Image& result) {
  const auto after = appearance_of(result);
  if (after.shape != before.shape) {
    throw std::runtime_error("the result is " + after.shape + ", the photo is " + before.shape);
  }
  if (after.constant && !before.constant) {
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
