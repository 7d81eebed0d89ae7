// A picture that lies on disk while it is worked on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "lowlight/core/hidden_file.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// The samples of a picture, row by row, in a file without a name: gone with this object, however
/// the process ends. Takes shape.stride() · shape.height bytes of the folder's disk. Every step
/// throws std::system_error where the disk fails or is full.
class PictureFile {
 public:
  /// In the folder of `place`, which is named in errors.
  PictureFile(const std::filesystem::path& place, const imaging::ImageShape& shape);

  /// The next rows. Throws c10::ValueError where they are not rows of such a picture, or too many.
  void append(const imaging::Image& rows);
  /// A part of the picture whose first pixel is (x, y), anywhere in it.
  void write(int64_t x, int64_t y, const imaging::Image& part);

  /// Good as long as this object.
  imaging::PictureRows rows() const;
  const imaging::ImageShape& shape() const { return shape_; }
  /// Whether append() has had the last row.
  bool complete() const { return next_ == shape_.height; }

 private:
  imaging::ImageShape shape_;
  std::unique_ptr<HiddenFile> file_;
  int64_t next_ = 0;
};

/// Where files without a name are put for a photo that becomes `output`: beside it, or, as long as
/// its folder is not there, in the first folder above that is; for standard output in the system's
/// temporary folder.
std::filesystem::path scratch_place(const std::filesystem::path& output);

}  // namespace lowlight::batch
