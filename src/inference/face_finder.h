// Faces in photos.
#pragma once

#include <filesystem>
#include <vector>

#include "lowlight/batch/remarks.h"
#include "lowlight/imaging/picture_rows.h"
#include "lowlight/models/yunet.h"

namespace lowlight::inference {

/// Finds faces by YuNet in a copy of at most 640 pixels of a picture, on the CPU. It may be used by
/// several threads at once.
class FaceFinder {
 public:
  /// Throws what load_yunet throws.
  explicit FaceFinder(const std::filesystem::path& weights);

  /// Faces with a score of at least 0.6, the surest first, in pixels of the picture.
  std::vector<batch::Face> find(const imaging::PictureRows& picture) const;

 private:
  models::YuNet detector_;
};

}  // namespace lowlight::inference
