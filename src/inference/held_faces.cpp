#include "inference/held_faces.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string>
#include <vector>

#include "inference/exposed.h"
#include "inference/face_places.h"
#include "lowlight/core/error.h"
#include "lowlight/core/srgb.h"
#include "lowlight/core/text.h"
#include "lowlight/imaging/burning_skin.h"
#include "lowlight/imaging/smooth_step.h"

namespace lowlight::inference {
namespace {

constexpr double kLeastSkin = 0.002;
// Burnt faces are seen with less light.
constexpr double kEv = -1;
constexpr double kWhole = 0.6, kNothing = 1.3;
// Far below lit skin: what is black is grey, whatever its noise.
constexpr double kBlack = 2e-4;
// The colour of toned prints, and of skin in white light, in EV between its channels.
constexpr double kGrey = 0.3, kSkin = 1;
constexpr int64_t kShades = 4096;

/// The picture [1, 3, h, w] brightened by the step and exposed by `ev` stops, [3, h, w], read off
/// a table: a pixel has five powers a colour.
at::Tensor brightened(const at::Tensor& small, const imaging::Brightening& step, double ev) {
  const auto shades = at::linspace(0, 1, kShades).unsqueeze(0);
  const auto tone = exposed(imaging::brighten(shades, step)[0].clamp(0, 1), ev);
  const auto place = small[0].clamp(0, 1) * (kShades - 1);
  const auto below = place.to(at::kLong).clamp_max(kShades - 2);
  return at::lerp(tone.take(below), tone.take(below + 1), place - below);
}

/// The mask of a face in its window.
at::Tensor mask_in(const FaceWindow& window, const FaceBox& face) {
  return (1 - imaging::smooth_step(window.radius(), kWhole, kNothing)) *
         imaging::smooth_step(face.score, kUnsureFace, kSureFace);
}

/// Where arms and shoulders may be.
FaceBox body_of(FaceBox face) {
  auto& box = face.box;
  const double width = box.right - box.left, height = box.bottom - box.top;
  box = {box.left - 2 * width, box.top - height, box.right + 2 * width, box.bottom + 3 * height};
  return face;
}

/// log₂ of R/G and G/B of linear light [3, h, w], [2, h, w].
at::Tensor hues_of(const at::Tensor& light) {
  const auto logarithms = at::log2(light + kBlack);
  return logarithms.slice(0, 0, 2) - logarithms.slice(0, 1, 3);
}

/// How like a face's own hue [2, 1, 1] others are, in [0, 1].
at::Tensor likeness(const at::Tensor& hues, const at::Tensor& own) {
  const double colour = own.norm().item<double>();
  const auto apart = hues - own;
  const auto deeper = (apart * own).sum(0).clamp_min(0) / std::max(colour, kGrey);
  const auto unlike = (apart.square().sum(0) - deeper.square()).clamp_min(0).sqrt();
  const auto share = unlike / std::clamp(colour, kGrey, kSkin);
  return (1 - imaging::smooth_step(share, 0.4, 0.9)) * imaging::smooth_step(colour, kGrey, 0.6);
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
  return finder.get().boxes_in(brightened(small, step, ev + kEv));
} catch (const CheckpointError& error) {
  // A photo is brightened without weights too.
  if (warnings) {
    warnings->push_back("faces whose skin may burn were not looked for: " +
                        joined(error.problems(), "; "));
  }
  return {};
}

at::Tensor face_masks(const FaceBoxes& faces, int64_t height, int64_t width) {
  auto masks = at::zeros({int64_t(faces.size()), height, width});
  for (size_t i = 0; i < faces.size(); ++i) {
    const FaceWindow window(faces[i].box, kNothing, height, width);
    window.of(masks[int64_t(i)]).copy_(mask_in(window, faces[i]));
  }
  return masks;
}

at::Tensor skin_masks(const at::Tensor& small, const FaceBoxes& faces) {
  const int64_t height = small.size(2), width = small.size(3);
  const auto light = srgb_to_linear(small[0]);
  const auto hues = hues_of(light);
  auto skin = face_masks(faces, height, width);
  for (size_t i = 0; i < faces.size(); ++i) {
    const auto body = body_of(faces[i]);
    const FaceWindow window(body.box, kNothing, height, width);  // the face's own lies within
    auto mask = window.of(skin[int64_t(i)]);
    const auto mean = (window.of(light) * mask).sum({1, 2}, true) / mask.sum().clamp_min(1e-6);
    mask.copy_(at::maximum(mask, mask_in(window, body) * likeness(window.of(hues), hues_of(mean))));
  }
  return skin;
}

imaging::FaceMasks held_faces(const at::Tensor& small,
                              const imaging::Brightening& step,
                              const EnhanceSettings& settings,
                              FaceBoxes seen,
                              const LateFaceFinder& finder,
                              std::vector<std::string>* warnings) {
  if (settings.highlights == 0) return {};
  const auto burning = faces_that_may_burn(small, step, settings.exposure, finder, warnings);
  seen.insert(seen.end(), burning.begin(), burning.end());
  if (seen.empty()) return {};
  return {face_masks(seen, small.size(2), small.size(3)), skin_masks(small, seen)};
}

}  // namespace lowlight::inference
