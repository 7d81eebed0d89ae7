// A photo beside what became of it.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// What brightening changes in a picture.
struct PictureFigures {
  /// The mean luma (Rec.601) of the encoded values, in [0, 1].
  double mean_luma = 0;
  /// The share of pixels that have the greatest code in at least one colour
  /// (imaging/clipped_pixels.h).
  double clipped = 0;
};

PictureFigures figures_of(const imaging::PictureRows& picture);

/// Two pictures of one size, small enough for a page.
struct Comparison {
  /// The size of the photo itself.
  int64_t width = 0, height = 0;
  PictureFigures before;
  PictureFigures after;
  int64_t thumbnail_width = 0;
  int64_t thumbnail_height = 0;
  std::vector<uint8_t> before_jpeg;
  std::vector<uint8_t> after_jpeg;
  /// PNG files to lie over them, of their size, clear but for marks: blue where the photo was
  /// clipped, red where the result is and the photo was not. Each is empty without a mark.
  std::vector<uint8_t> before_marks;
  std::vector<uint8_t> after_marks;
};

struct ThumbnailOptions {
  int64_t long_side = 480;
  int64_t quality = 80;  ///< The quality of the JPEG, 1 to 100.
};

/// The figures of both pictures at full size, and both as JPEGs in the photo's colour profile. The
/// profile is left out where it would weigh more than the picture or describes grey. A small pixel
/// is marked where 1.5 % of what it stands for is clipped: no lamp is too small. `after` has the
/// size of `before`; the photo's own pixels are not looked at.
Comparison compare(const codecs::Photo& photo,
                   const imaging::PictureRows& before,
                   const imaging::PictureRows& after,
                   const ThumbnailOptions& options = {});

/// side: a JPEG with both side by side; split: one JPEG, its left half from before, its right half
/// from after; html: a page with a slider, on which what clipped can be marked; clipped: as side,
/// and beside it a grey result with these marks.
enum class SheetKind { side, split, html, clipped };

/// The names of the values, as users write them.
constexpr auto names_of(SheetKind) {
  return std::to_array<std::pair<SheetKind, std::string_view>>({{SheetKind::side, "side"},
                                                                {SheetKind::split, "split"},
                                                                {SheetKind::html, "html"},
                                                                {SheetKind::clipped, "clipped"}});
}

/// The sheet as a file's bytes. Pictures have at most 1600 pixels a side. `name` is the photo's
/// name, which the page shows.
std::vector<uint8_t> comparison_sheet(const codecs::Photo& photo,
                                      const imaging::PictureRows& before,
                                      const imaging::PictureRows& after,
                                      SheetKind kind,
                                      const std::string& name);

/// Where the sheet of an output lies: beside it, "night.jpg" → "night.jpg.compare.jpg" or
/// "….compare.html".
std::filesystem::path sheet_path(const std::filesystem::path& output, SheetKind kind);

/// Writes the sheet of every processed photo; a sheet that cannot be written is a warning of its
/// photo.
class SheetWriter final : public BatchObserver {
 public:
  /// Throws ConfigError where a sheet would take the place of another file of the plan.
  SheetWriter(const BatchPlan& plan, SheetKind kind);

  bool wants_pictures() const override { return true; }
  void processed(const PhotoReport& report,
                 const codecs::Photo& photo,
                 const imaging::PictureRows& before,
                 const imaging::PictureRows& after) override;

 private:
  SheetKind kind_;
};

}  // namespace lowlight::batch
