// The pixels of a photo while it is worked on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "lowlight/core/hidden_file.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// A picture in memory or, where it is too large for that, in a file without a name, which is gone
/// with this object however the process ends. The file takes shape.stride() · shape.height bytes
/// of its folder's disk; every step throws std::system_error where the disk fails or is full.
class PictureStore {
 public:
  PictureStore() = default;
  /// In memory.
  explicit PictureStore(const imaging::ImageShape& shape) : shape_(shape) {}
  /// In a file in the folder of `place`, which is named in errors.
  PictureStore(const imaging::ImageShape& shape, const std::filesystem::path& place);

  const imaging::ImageShape& shape() const { return shape_; }
  bool in_memory() const { return !file_; }
  int64_t bytes_in_memory() const { return int64_t(image_.bytes().size()); }

  /// Writes a part of the picture whose first pixel is (x, y), anywhere in it. In memory the whole
  /// picture as a part is taken as it is, without a copy.
  void write(int64_t x, int64_t y, imaging::Image part);

  /// The rows that are written, as long as this object stays in its place.
  imaging::PictureRows rows() const;

  /// Hands out all rows from top to bottom: at once where they are in memory, which copies
  /// nothing, else in bands of `band_rows` rows.
  void read_all(int64_t band_rows, const std::function<void(const imaging::Image&)>& use) const;

 private:
  imaging::ImageShape shape_;
  imaging::Image image_;
  std::unique_ptr<HiddenFile> file_;
};

/// Where files without a name are put for a photo that becomes `output`: beside it, or, as long as
/// its folder is not there, in the first folder above that is; for standard output in the system's
/// temporary folder.
std::filesystem::path scratch_place(const std::filesystem::path& output);

}  // namespace lowlight::batch
