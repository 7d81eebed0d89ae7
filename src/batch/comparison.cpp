#include "lowlight/batch/comparison.h"

#include <torch/types.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "batch/clipping_marks.h"
#include "batch/page_data.h"
#include "lowlight/batch/clashes.h"
#include "lowlight/batch/failure.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/pages/page.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using codecs::ChromaSampling;
using codecs::Photo;
using imaging::PictureRows;

constexpr ThumbnailOptions kSheet{.long_side = 1600, .quality = 88};
constexpr size_t kLargestProfile = 16 << 10;

double luma_of(const at::Tensor& picture) {
  const auto means = picture.mean(at::IntArrayRef{1, 2});
  return luma(means[0].item<float>(), means[1].item<float>(), means[2].item<float>());
}

/// The JPEG of a picture [3, h, w] that shows `photo`, whose image has `channels`.
std::vector<uint8_t> jpeg_of(const at::Tensor& picture,
                             const Photo& photo,
                             int64_t channels,
                             int64_t quality,
                             ChromaSampling sampling = ChromaSampling::unknown) {
  Photo small;
  small.image = imaging::to_image(picture, imaging::BitDepth::u8);
  small.chroma_sampling = sampling;
  // A profile for grey does not describe RGB.
  const auto& profile = photo.metadata.icc_profile;
  if (channels > 1 && profile.size() <= kLargestProfile) small.metadata.icc_profile = profile;
  return codecs::encode_photo(small, {.quality = quality});
}

/// A picture in codes of 8 bits: a sheet of floats would take four times the memory.
at::Tensor codes_of(const at::Tensor& picture) { return (picture * 255).round().to(at::kByte); }

/// Pictures of one size beside each other.
at::Tensor side_by_side(const std::vector<at::Tensor>& pictures) {
  const auto gap = torch::full({3, pictures.at(0).size(1), 8}, 128, at::kByte);
  std::vector<at::Tensor> parts = {pictures[0]};
  for (size_t i = 1; i < pictures.size(); ++i) parts.insert(parts.end(), {gap, pictures[i]});
  return torch::cat(parts, 2);
}

at::Tensor split(const at::Tensor& before, const at::Tensor& after) {
  const int64_t width = before.size(2), middle = width / 2;
  auto picture =
      torch::cat({before.narrow(2, 0, middle), after.narrow(2, middle, width - middle)}, 2);
  if (width >= 8) picture.narrow(2, middle - 1, 2).fill_(255);
  return picture;
}

at::Tensor sheet_picture(const PictureRows& before, const PictureRows& after, SheetKind kind) {
  const auto old_codes = codes_of(imaging::shrink(before, kSheet.long_side));
  const auto picture = imaging::shrink(after, kSheet.long_side);
  const auto codes = codes_of(picture);
  if (kind == SheetKind::split) return split(old_codes, codes);
  if (kind == SheetKind::side) return side_by_side({old_codes, codes});
  const auto marks = clipping_marks(before, after, kSheet.long_side);
  return side_by_side({old_codes, codes, codes_of(marked_grey(picture, marks))});
}

std::vector<uint8_t> page_of(const Comparison& comparison, const std::string& name) {
  auto data = slider_data(comparison, name);
  data.update(change_data(comparison));
  const auto page = pages::filled_page(pages::Page::comparison, data);
  return {page.begin(), page.end()};
}

}  // namespace

PictureFigures figures_of(const PictureRows& picture) {
  return {luma_of(imaging::shrink(picture, ThumbnailOptions().long_side)), clipped_share(picture)};
}

Comparison compare(const Photo& photo,
                   const PictureRows& before,
                   const PictureRows& after,
                   const ThumbnailOptions& options) {
  const auto old_picture = imaging::shrink(before, options.long_side);
  const auto new_picture = imaging::shrink(after, options.long_side);
  const auto marks = clipping_marks(before, after, options.long_side);
  const auto jpeg = [&](const at::Tensor& picture) {
    return jpeg_of(picture, photo, before.shape().channels, options.quality);
  };
  return {.width = before.shape().width,
          .height = before.shape().height,
          .before = {luma_of(old_picture), clipped_share(before)},
          .after = {luma_of(new_picture), clipped_share(after)},
          .thumbnail_width = old_picture.size(2),
          .thumbnail_height = old_picture.size(1),
          .before_jpeg = jpeg(old_picture),
          .after_jpeg = jpeg(new_picture),
          .before_marks = overlay_before(marks),
          .after_marks = overlay_after(marks)};
}

std::vector<uint8_t> comparison_sheet(const Photo& photo,
                                      const PictureRows& before,
                                      const PictureRows& after,
                                      SheetKind kind,
                                      const std::string& name) {
  if (kind == SheetKind::html) return page_of(compare(photo, before, after, kSheet), name);
  return jpeg_of(sheet_picture(before, after, kind),
                 photo,
                 before.shape().channels,
                 kSheet.quality,
                 // A quarter of the colours would wash small marks out.
                 kind == SheetKind::clipped ? ChromaSampling::full_444 : ChromaSampling::unknown);
}

fs::path sheet_path(const fs::path& output, SheetKind kind) {
  return output.native() + (kind == SheetKind::html ? ".compare.html" : ".compare.jpg");
}

SheetWriter::SheetWriter(const BatchPlan& plan, SheetKind kind) : kind_(kind) {
  auto problems = clashes({}, {}, plan, kind);
  if (!problems.empty()) throw ConfigError("--compare", std::move(problems));
}

void SheetWriter::processed(const PhotoReport& report,
                            const Photo& photo,
                            const PictureRows& before,
                            const PictureRows& after) {
  try {
    const auto path = sheet_path(report.output, kind_);
    const auto name = display_name(report.input.filename());
    const auto sheet = comparison_sheet(photo, before, after, kind_, name);
    if (path.has_parent_path()) fs::create_directories(path.parent_path());
    write_file_atomically(path, sheet);
  } catch (...) {
    throw std::runtime_error("no comparison sheet: " + reason_of_failure());
  }
}

}  // namespace lowlight::batch
