#include "lowlight/inference/comparison.h"

#include <torch/types.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/colour.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/inference/display_name.h"
#include "lowlight/inference/failure.h"
#include "lowlight/io/html.h"
#include "slider.h"

namespace lowlight::inference {
namespace {

namespace fs = std::filesystem;
using imaging::Image;
using imaging::Photo;

constexpr ThumbnailOptions kSheet{.long_side = 1600, .quality = 88};
constexpr size_t kLargestProfile = 16 << 10;

template <class Sample>
int64_t count_clipped(const Image& image) {
  const int64_t channels = image.channels(), colours = std::min<int64_t>(channels, 3);
  const auto full = Sample(imaging::full_scale(image.depth()));
  int64_t count = 0;
  for (int64_t y = 0; y < image.height(); ++y) {
    const Sample* pixel = image.row<Sample>(y);
    for (int64_t x = 0; x < image.width(); ++x, pixel += channels) {
      count += *std::max_element(pixel, pixel + colours) == full;
    }
  }
  return count;
}

double luma_of(const at::Tensor& picture) {
  const auto means = picture.mean(at::IntArrayRef{1, 2});
  return imaging::luma(means[0].item<float>(), means[1].item<float>(), means[2].item<float>());
}

double clipped_share(const Image& image) {
  const int64_t count = image.depth() == imaging::BitDepth::u8 ? count_clipped<uint8_t>(image)
                                                               : count_clipped<uint16_t>(image);
  return double(count) / double(image.width() * image.height());
}

/// A JPEG of a picture [3, h, w], in the colours of `photo`.
std::vector<uint8_t> jpeg_of(const at::Tensor& picture, const Photo& photo, int64_t quality) {
  Photo small;
  small.image = imaging::to_image(picture, imaging::BitDepth::u8);
  // A profile for grey does not describe RGB.
  if (photo.image.channels() > 1 && photo.icc_profile.size() <= kLargestProfile)
    small.icc_profile = photo.icc_profile;
  return imaging::encode_photo(small, {.quality = quality});
}

at::Tensor side_by_side(const at::Tensor& before, const at::Tensor& after) {
  const auto gap = torch::full({3, before.size(1), 8}, 0.5);
  return torch::cat({before, gap, after}, 2);
}

at::Tensor split(const at::Tensor& before, const at::Tensor& after) {
  const int64_t width = before.size(2), middle = width / 2;
  auto picture =
      torch::cat({before.narrow(2, 0, middle), after.narrow(2, middle, width - middle)}, 2);
  if (width >= 8) picture.narrow(2, middle - 1, 2).fill_(1);
  return picture;
}

std::vector<uint8_t> page_of(const Comparison& comparison, const std::string& name) {
  const auto page =
      io::html_page({.title = name,
                     .body = io::html_figure(slider(comparison, name), ""),
                     .style = std::string(kSliderStyle) + ".stage { --room: 80vh; }\n",
                     .script = kSliderScript});
  return {page.begin(), page.end()};
}

}  // namespace

PictureFigures figures_of(const Image& image) {
  return {luma_of(imaging::shrink(image, ThumbnailOptions().long_side)), clipped_share(image)};
}

Comparison compare(const Photo& before, const Image& after, const ThumbnailOptions& options) {
  const auto old_picture = imaging::shrink(before.image, options.long_side);
  const auto new_picture = imaging::shrink(after, options.long_side);
  return {.width = before.image.width(),
          .height = before.image.height(),
          .before = {luma_of(old_picture), clipped_share(before.image)},
          .after = {luma_of(new_picture), clipped_share(after)},
          .thumbnail_width = old_picture.size(2),
          .thumbnail_height = old_picture.size(1),
          .before_jpeg = jpeg_of(old_picture, before, options.quality),
          .after_jpeg = jpeg_of(new_picture, before, options.quality)};
}

std::vector<uint8_t> comparison_sheet(const Photo& before,
                                      const Image& after,
                                      SheetKind kind,
                                      const std::string& name) {
  if (kind == SheetKind::html) return page_of(compare(before, after, kSheet), name);
  const auto combine = kind == SheetKind::side ? side_by_side : split;
  return jpeg_of(combine(imaging::shrink(before.image, kSheet.long_side),
                         imaging::shrink(after, kSheet.long_side)),
                 before,
                 kSheet.quality);
}

fs::path sheet_path(const fs::path& output, SheetKind kind) {
  return output.native() + (kind == SheetKind::html ? ".compare.html" : ".compare.jpg");
}

SheetWriter::SheetWriter(const BatchPlan& plan, SheetKind kind) : kind_(kind) {
  std::set<fs::path> taken;
  for (const auto& photo : plan.photos) {
    taken.insert(fs::absolute(photo.input).lexically_normal());
    taken.insert(fs::absolute(photo.output).lexically_normal());
  }
  std::vector<std::string> problems;
  for (const auto& photo : plan.photos) {
    const auto sheet = sheet_path(photo.output, kind);
    if (taken.contains(fs::absolute(sheet).lexically_normal()))
      problems.push_back("would replace " + display_name(sheet) + ", a photo of this batch");
  }
  if (!problems.empty()) throw ConfigError("--compare", std::move(problems));
}

void SheetWriter::processed(const PhotoReport& photo, const Photo& before, const Image& after) {
  try {
    const auto path = sheet_path(photo.output, kind_);
    const auto sheet = comparison_sheet(before, after, kind_, display_name(photo.input.filename()));
    if (path.has_parent_path()) fs::create_directories(path.parent_path());
    write_file_atomically(path, sheet);
  } catch (...) {
    throw std::runtime_error("no comparison sheet: " + reason_of_failure());
  }
}

}  // namespace lowlight::inference
