#include "training/sample_pictures.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/pages/html.h"

namespace lowlight::training {
namespace {

constexpr int64_t kLongSide = 320;

std::string image_of(const at::Tensor& picture, const std::string& description) {
  using imaging::BitDepth;
  const auto small = imaging::shrink(imaging::to_image(picture, BitDepth::u8), kLongSide);
  codecs::Photo photo;
  photo.image = imaging::to_image(small, BitDepth::u8);
  return pages::html_image(
      pages::data_uri("image/jpeg", codecs::encode_photo(photo, {.quality = 85})),
      small.size(2),
      small.size(1),
      description);
}

/// "well_lit_output" → "well lit output".
std::string spoken(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string grid_of(const Preview& preview) {
  std::string markup =
      "<div class=\"samples\" style=\"--columns: " + std::to_string(preview.size()) + "\">\n";
  int64_t samples = 0;
  for (const auto& [name, pictures] : preview) {
    markup += "<p>" + pages::html_text(spoken(name)) + "</p>";
    samples = std::max(samples, pictures.size(0));
  }
  for (int64_t n = 0; n < samples; ++n) {
    for (const auto& [name, pictures] : preview) {
      markup += image_of(pictures[n], spoken(name) + " of sample " + std::to_string(n + 1)) + "\n";
    }
  }
  return markup + "</div>\n";
}

}  // namespace

std::string sample_pictures(const Preview& preview) {
  if (preview.empty()) return "";
  try {
    return pages::html_section("Samples", grid_of(preview));
  } catch (const ImageError&) {  // no codec
    return "";
  }
}

}  // namespace lowlight::training
