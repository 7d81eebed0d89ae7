#include "quality_samples.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/core/random.h"
#include "lowlight/core/srgb.h"
#include "lowlight/data/darkening.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace fs = std::filesystem;

namespace lowlight::bench {
namespace {

constexpr uint64_t kSeed = 1;

imaging::Image rgb8(const at::Tensor& picture) {
  return imaging::to_image(picture, imaging::BitDepth::u8);
}

imaging::Image rgb8(const fs::path& path) {
  return rgb8(imaging::to_rgb8_tensor(codecs::read_photo(path).image));
}

at::Tensor small(const fs::path& path) {
  return imaging::shrink(codecs::read_photo(path).image, kSampleSide);
}

fs::path bright_of(const fs::path& dark) {
  for (const char* ending : {".jpg", ".png", ".jpeg", ".tif", ".webp"}) {
    const fs::path bright = dark.parent_path() / (scene_of(dark) + "_bright" + ending);
    if (fs::exists(bright)) return bright;
  }
  throw DataError(dark.string(), {"there is no bright picture for it"});
}

/// What linear interpolation of a mosaic of red, green, green and blue pixels leaves of noise.
at::Tensor demosaiced(const at::Tensor& noise) {
  const auto wide = at::tensor({0.25, 0.5, 0.25, 0.5, 1., 0.5, 0.25, 0.5, 0.25}, at::kFloat);
  const auto cross = at::tensor({0., 0.25, 0., 0.25, 1., 0.25, 0., 0.25, 0.}, at::kFloat);
  const auto kernels = at::stack({wide, cross, wide}).view({3, 1, 3, 3});
  auto seen = at::zeros_like(noise);
  const auto see = [&](int64_t colour, int64_t row, int64_t column) {
    const auto every_other = [&](const at::Tensor& x) {
      return x[colour].slice(0, row, std::nullopt, 2).slice(1, column, std::nullopt, 2);
    };
    every_other(seen).copy_(every_other(noise));
  };
  see(0, 0, 0), see(1, 0, 1), see(1, 1, 0), see(2, 1, 1);
  return at::conv2d(seen.unsqueeze(0), kernels, {}, 1, 1, 1, 3)[0];
}

}  // namespace

std::string scene_of(const fs::path& path) {
  const std::string stem = path.stem().string();
  const size_t mark = stem.rfind("_dark");
  const bool numbered = mark != std::string::npos &&
                        std::all_of(stem.begin() + long(mark) + 5, stem.end(), ::isdigit);
  return numbered ? stem.substr(0, mark) : "";
}

std::vector<fs::path> photos_in(const fs::path& folder) {
  std::vector<fs::path> photos;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (codecs::format_of_name(entry.path())) photos.push_back(entry.path());
  }
  std::ranges::sort(photos);
  return photos;
}

std::vector<fs::path> dark_photos_in(const fs::path& folder) {
  auto photos = photos_in(folder);
  std::erase_if(photos, [](const fs::path& path) { return scene_of(path).empty(); });
  return photos;
}

Sample pair_sample(const fs::path& dark) {
  return {rgb8(dark), imaging::to_rgb8_tensor(rgb8(bright_of(dark)))};
}

Sample identity_sample(const fs::path& photo) {
  auto image = rgb8(photo);
  auto reference = imaging::to_rgb8_tensor(image);
  return {std::move(image), std::move(reference)};
}

Sample darkened_sample(const fs::path& photo, size_t index) {
  RandomStream random{kSeed, index};
  const auto picture = small(photo);
  const data::DarkeningOptions options{.untouched = 0};
  const auto dark = data::darkened(picture, data::draw_darkening(options, random), random);
  return {rgb8(dark), imaging::to_rgb8_tensor(rgb8(picture))};
}

imaging::Image underexposed(const at::Tensor& picture,
                            double exposure,
                            const SensorNoise& noise,
                            size_t index) {
  RandomStream random{kSeed, index};
  const auto light = srgb_to_linear(picture) * std::exp2(exposure);
  const auto grain =
      at::randn(light.sizes(), at::detail::createCPUGenerator(random.bits()), light.options());
  const auto errors = grain * (noise.shot * light + noise.read).sqrt();
  const auto noisy = light + (noise.demosaiced ? demosaiced(errors) : errors);
  return rgb8(linear_to_srgb(noisy.clamp(0, 1)));
}

Sample underexposed_sample(const fs::path& photo, size_t index, const SensorNoise& noise) {
  const auto picture = small(photo);
  return {underexposed(picture, -4.5, noise, index), imaging::to_rgb8_tensor(rgb8(picture))};
}

Sample lone_sample(const fs::path& photo) { return {rgb8(photo), {}}; }

Sample small_lone_sample(const fs::path& photo) { return {rgb8(small(photo)), {}}; }

}  // namespace lowlight::bench
