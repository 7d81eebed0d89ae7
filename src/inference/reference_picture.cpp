#include "inference/reference_picture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <system_error>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::inference {
namespace {

using imaging::Image;

/// bool [h, w]: where the mask is light, for a photo of this size.
at::Tensor light_parts(const Image& mask, int64_t height, int64_t width) {
  const auto colours = imaging::to_tensor(mask);
  auto amount = colours.size(0) == 1 ? colours[0] : luma(colours);
  if (colours.size(0) == 4) amount = amount * colours[3];
  const auto light = amount >= 0.5;
  const auto nearest = [](int64_t size, int64_t own) {
    return ((at::arange(size, at::kLong) * 2 + 1) * own).floor_divide(2 * size);
  };
  return light.index_select(0, nearest(height, light.size(0)))
      .index_select(1, nearest(width, light.size(1)));
}

/// bool [h, w]: the pixels that count.
at::Tensor counting_pixels(const Image& photo, const Image& mask) {
  auto counts = at::ones({photo.height(), photo.width()}, at::kBool);
  if (photo.channels() == 4) counts = imaging::to_tensor(photo)[3] >= 0.5;
  if (!mask.empty()) counts &= light_parts(mask, photo.height(), photo.width());
  return counts;
}

/// The first and the number of the rows (axis 1) or columns (axis 0) in which a pixel counts.
std::pair<int64_t, int64_t> extent(const at::Tensor& counts, int64_t axis) {
  const auto places = counts.any(axis).nonzero().flatten();
  const auto first = places[0].item<int64_t>();
  return {first, places[-1].item<int64_t>() + 1 - first};
}

/// The part of the photo under `counts` [h, w], which lies at (x, y) in it, and black.
Image cleared(const Image& photo, const at::Tensor& counts, int64_t x, int64_t y) {
  const int64_t height = counts.size(0), width = counts.size(1);
  Image part(width, height, photo.channels(), photo.depth());
  const auto pixel = size_t(photo.stride() / photo.width());
  const auto valid = counts.contiguous();
  for (int64_t row = 0; row < height; ++row) {
    const bool* counting = valid.data_ptr<bool>() + row * width;
    const uint8_t* from = photo.bytes().data() + (y + row) * photo.stride() + x * int64_t(pixel);
    uint8_t* to = part.bytes().data() + row * part.stride();
    for (int64_t i = 0; i < width; ++i, from += pixel, to += pixel) {
      counting[i] ? std::memcpy(to, from, pixel) : std::memset(to, 0, pixel);
    }
  }
  return part;
}

}  // namespace

codecs::Photo read_reference(const std::filesystem::path& file,
                             const codecs::ReadOptions& options,
                             std::vector<std::string>* warnings) {
  std::error_code failure;
  const auto status = std::filesystem::status(file, failure);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw ImageError(file.string(), {"is no regular file"});
  auto photo = codecs::read_photo(file, options);
  if (warnings) {
    for (const auto& warning : photo.warnings)
      warnings->push_back(display_name(file) + ": " + warning);
  }
  return photo;
}

ReferencePicture reference_picture(const Image& photo,
                                   const std::string& name,
                                   const std::optional<std::filesystem::path>& mask,
                                   int64_t long_side,
                                   const codecs::ReadOptions& read,
                                   std::vector<std::string>* warnings) {
  auto counts =
      counting_pixels(photo, mask ? read_reference(*mask, read, warnings).image : Image());
  if (!counts.any().item<bool>())
    throw ImageError(mask ? mask->string() : name, {"leaves nothing to learn from"});
  const auto [y, height] = extent(counts, 1);
  const auto [x, width] = extent(counts, 0);
  counts = counts.narrow(0, y, height).narrow(1, x, width);
  const auto as_picture =
      imaging::to_image(counts.unsqueeze(0).to(at::kByte) * 255, imaging::BitDepth::u8);
  const auto share = imaging::shrink(as_picture, long_side)[0].clamp(0, 1);
  const auto sums = imaging::shrink(cleared(photo, counts, x, y), long_side);
  return {at::where(share > 0, sums / share, 0.0).clamp(0, 1), share};
}

}  // namespace lowlight::inference
