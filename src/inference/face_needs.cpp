#include "inference/face_needs.h"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>

#include "inference/exposed.h"
#include "inference/face_places.h"
#include "inference/softening.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/smooth_step.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::inference {
namespace {

constexpr auto kDepth = imaging::BitDepth::u8;
constexpr double kCalming = 0.5;
// Where noise hides faces, what is one has hardly a score before it is taken off.
constexpr double kLikelyAtAll = 0.1;
// From the first to the second, in codes (noise_in), noise spoils what is far from faces.
constexpr double kEverywhere = 15, kNearFaces = 21;
// In pixels of the copy: finer, colours are noise.
constexpr double kColourSigma = 3;

/// A copy of a photo with its change, [3, h, w].
at::Tensor changed(const imaging::Image& copy, const imaging::PhotoTransform& transform) {
  auto shown = copy.clone();
  imaging::transform_rows(copy, transform, copy.height(), imaging::replace_rows_of(shown));
  return imaging::to_tensor(shown);
}

/// Where either of two pictures is like a face, or near one.
at::Tensor near_likely_faces(const at::Tensor& one,
                             const at::Tensor& other,
                             const FaceFinder& finder) {
  auto likely = finder.boxes_in(one, kLikelyAtAll);
  const auto more = finder.boxes_in(other, kLikelyAtAll);
  likely.insert(likely.end(), more.begin(), more.end());
  return near_faces(likely, one.size(1), one.size(2));
}

}  // namespace

FaceNeeds needs_of_faces(const imaging::PictureRows& photo,
                         FaceBoxes seen,
                         const FaceFinder& finder,
                         const TransformFor& transform_for) {
  FaceNeeds needs{.seen = std::move(seen)};
  const auto copy = imaging::to_image(imaging::shrink(photo, kFaceSide), kDepth);
  const auto transform = transform_for(copy, {.calming = kCalming, .seen = needs.seen});
  if (transform.weight == 0) return needs;
  const auto shown = changed(copy, transform);
  const double noise = noise_in(shown, transform.calming), noisy = noisiness(noise);
  const auto clear =
      noisy > 0 ? out_of_noise(imaging::to_tensor(copy), imaging::noise_of(copy)) : shown;
  const auto best =
      finder.best_exposure(noisy > 0 ? shown + softening(shown, clear, noisy) : shown, noisy);
  if (!best) return needs;
  needs.ev = best->ev;
  const double only_near = imaging::smooth_step(noise, kEverywhere, kNearFaces);
  needs.calming = std::lerp(kCalming, 1, only_near);
  needs.seen.insert(needs.seen.end(), best->faces.begin(), best->faces.end());
  if (noisy == 0) return needs;
  const auto dimmed = exposed(shown, needs.ev);
  auto added = softening(dimmed, clear, noisy);
  if (only_near > 0) {
    const auto wanted = dimmed + added, without = changed(copy, transform_for(copy, needs));
    const auto near = near_likely_faces(wanted, without, finder);
    const auto missing = wanted - without;
    const auto colours = blurred(missing - missing.mean(0, true), kColourSigma);
    added = added.lerp(colours + near * (missing - colours), only_near);
  }
  needs.added = imaging::added_colours(added);
  return needs;
}

}  // namespace lowlight::inference
