#include "inference/held_faces.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "inference/exposed.h"
#include "lowlight/core/error.h"
#include "lowlight/core/text.h"
#include "lowlight/imaging/burning_skin.h"
#include "lowlight/imaging/smooth_step.h"

namespace lowlight::inference {
namespace {

constexpr double kLeastSkin = 0.002;
// Burnt faces are seen with less light.
constexpr double kEv = -1;
constexpr double kWhole = 0.6, kNothing = 1.3;

/// The middles of `count` pixels, in shares of them all.
at::Tensor middles(int64_t count) { return (at::arange(count) + 0.5) / count; }

at::Tensor mask_of(const FaceBox& face, int64_t height, int64_t width) {
  const auto& box = face.box;
  const auto offset = [](const at::Tensor& places, double begin, double end) {
    return ((places - (begin + end) / 2) / ((end - begin) / 2)).square();
  };
  const auto radius = (offset(middles(height), box.top, box.bottom).unsqueeze(1) +
                       offset(middles(width), box.left, box.right))
                          .sqrt();
  return (1 - imaging::smooth_step(radius, kWhole, kNothing)) *
         imaging::smooth_step(face.score, kUnsureFace, kSureFace);
}

}  // namespace

FaceBoxes in_shares(const std::vector<batch::Face>& faces, const imaging::ImageShape& picture) {
  FaceBoxes boxes;
  for (const auto& face : faces) {
    const auto corners = detection::corners_of(face.box);
    boxes.push_back(
        {detection::to_normalised(corners, {picture.width, picture.height}), face.score});
  }
  return boxes;
}

FaceBoxes faces_that_may_burn(const at::Tensor& small,
                              const imaging::Brightening& step,
                              double ev,
                              const LateFaceFinder& finder,
                              std::vector<std::string>* warnings) try {
  if (imaging::burning_skin(small, step, ev) < kLeastSkin) return {};
  const auto shown = imaging::brighten(small, step)[0].clamp(0, 1);
  return finder.get().boxes_in(exposed(shown, ev + kEv));
} catch (const CheckpointError& error) {
  // A photo is brightened without weights too.
  if (warnings) {
    warnings->push_back("faces whose skin may burn were not looked for: " +
                        joined(error.problems(), "; "));
  }
  return {};
}

at::Tensor face_masks(const FaceBoxes& faces, int64_t height, int64_t width) {
  std::vector<at::Tensor> masks;
  for (const auto& face : faces) masks.push_back(mask_of(face, height, width));
  return masks.empty() ? at::zeros({0, height, width}) : at::stack(masks);
}

at::Tensor held_faces(const at::Tensor& small,
                      const imaging::Brightening& step,
                      const EnhanceSettings& settings,
                      FaceBoxes seen,
                      const LateFaceFinder& finder,
                      std::vector<std::string>* warnings) {
  if (settings.highlights == 0) return {};
  const auto burning = faces_that_may_burn(small, step, settings.exposure, finder, warnings);
  seen.insert(seen.end(), burning.begin(), burning.end());
  return seen.empty() ? at::Tensor() : face_masks(seen, small.size(2), small.size(3));
}

}  // namespace lowlight::inference
