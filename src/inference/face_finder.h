// Faces in photos.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "lowlight/batch/remarks.h"
#include "lowlight/imaging/picture_rows.h"
#include "lowlight/models/yunet.h"

namespace lowlight::inference {

/// The long side of the copies that faces are looked for in.
inline constexpr int64_t kFaceSide = 640;

/// What may be a face, in shares of the picture, and how sure that is.
struct FaceBox {
  detection::Corners<detection::Normalised> box;
  double score = 1;
};
using FaceBoxes = std::vector<FaceBox>;

/// Below, nothing is held to be a face; above the second number everything.
inline constexpr double kUnsureFace = 0.4, kSureFace = 0.8;

/// The light that faces are seen best in, and what may be faces there (from kUnsureFace on).
struct BestExposure {
  double ev = 0;
  FaceBoxes faces;
};

/// Finds faces by YuNet in a copy of at most kFaceSide pixels of a picture, on the CPU. It may be
/// used by several threads at once.
class FaceFinder {
 public:
  /// Throws what load_yunet throws.
  explicit FaceFinder(const std::filesystem::path& weights);

  /// Faces with a score of at least 0.6, the surest first, in pixels of the picture.
  std::vector<batch::Face> find(const imaging::PictureRows& picture) const;

  /// What may be faces, from a score on, in a picture [3, H, W] in [0, 1], as it is.
  FaceBoxes boxes_in(const at::Tensor& picture, double least_score = kUnsureFace) const;

  /// The exposure, of 0, −0.5, −1, −1.5 and −2 EV, at which the faces in a picture [3, H, W] in
  /// [0, 1] are surest: the sum of all scores from 0.3 is greatest, less 0.05 for each EV away from
  /// 0, or 0.5 for each EV away from −1 where it is `noisy` (noisiness, from 0 to 1); between by
  /// that share. Of equal ones the brightest. Faces that a meter of the whole picture burns are
  /// seen again. Nothing where nothing is like a face: a score of 0.3 there is, if there is one at
  /// 0 EV too; else it takes 0.6, in noise 0.3.
  std::optional<BestExposure> best_exposure(const at::Tensor& picture, double noisy = 0) const;

 private:
  models::YuNet detector_;
};

/// A FaceFinder whose weights are read when it is first asked for, for photos seldom need it.
class LateFaceFinder {
 public:
  /// `asked` as for model_places.
  explicit LateFaceFinder(std::filesystem::path asked) : asked_(std::move(asked)) {}

  /// Throws CheckpointError where the weights are missing or damaged, each time anew.
  const FaceFinder& get() const;

 private:
  std::filesystem::path asked_;
  mutable std::once_flag read_;
  mutable std::optional<FaceFinder> finder_;
};

}  // namespace lowlight::inference
