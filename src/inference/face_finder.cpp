#include "inference/face_finder.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "inference/exposed.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/inference/default_model.h"

namespace lowlight::inference {
namespace {

constexpr double kExposures[] = {0, -0.5, -1, -1.5, -2};
constexpr double kLikely = 0.3;
// Darkness looks like faces now and then: what is not likely at the usual light must be a face.
constexpr double kFace = 0.6;
// Where there is much noise, scores are chance for a good part, and less light shows less of it.
constexpr double kCostOfEv = 0.05, kCostInNoise = 0.5, kEvOfNoise = -1;

FaceBoxes boxes_of(const std::vector<detection::Found>& found,
                   const at::Tensor& picture,
                   double least_score) {
  FaceBoxes boxes;
  for (const auto& face : found) {
    if (face.score < least_score) continue;
    boxes.push_back(
        {detection::to_normalised(face.box, {picture.size(2), picture.size(1)}), face.score});
  }
  return boxes;
}

}  // namespace

FaceFinder::FaceFinder(const std::filesystem::path& weights)
    : detector_(models::load_yunet(weights)) {}

std::vector<batch::Face> FaceFinder::find(const imaging::PictureRows& picture) const {
  const torch::NoGradGuard no_gradients;
  const auto small = imaging::shrink(picture, kFaceSide);
  const auto& shape = picture.shape();
  const double across = double(shape.width) / double(small.size(2)),
               down = double(shape.height) / double(small.size(1));
  std::vector<batch::Face> faces;
  for (const auto& found : detection::find_boxes(*detector_.ptr(), small)) {
    const auto box = detection::scaled<detection::Pixels>(found.box, across, down);
    faces.push_back({detection::corner_size_of(box), found.score});
  }
  return faces;
}

FaceBoxes FaceFinder::boxes_in(const at::Tensor& picture, double least_score) const {
  const torch::NoGradGuard no_gradients;
  const auto found = detection::find_boxes(*detector_.ptr(), picture, {.least_score = least_score});
  return boxes_of(found, picture, least_score);
}

std::optional<BestExposure> FaceFinder::best_exposure(const at::Tensor& picture,
                                                      double noisy) const {
  const torch::NoGradGuard no_gradients;
  const double cost = std::lerp(kCostOfEv, kCostInNoise, noisy);
  BestExposure best;
  double most = -std::numeric_limits<double>::infinity();
  double surest_at_best = 0, surest_as_usual = 0;
  for (const double ev : kExposures) {
    const auto found =
        detection::find_boxes(*detector_.ptr(), exposed(picture, ev), {.least_score = kLikely});
    double scores = 0;
    for (const auto& face : found) scores += face.score;
    const double surest = found.empty() ? 0 : found.front().score;
    if (ev == 0) surest_as_usual = surest;
    const double worth = scores - cost * std::abs(ev - noisy * kEvOfNoise);
    if (worth <= most) continue;
    best = {ev, boxes_of(found, picture, kUnsureFace)};
    most = worth;
    surest_at_best = surest;
  }
  const double needed = surest_as_usual > 0 ? kLikely : std::lerp(kFace, kLikely, noisy);
  return surest_at_best >= needed ? std::optional(best) : std::nullopt;
}

const FaceFinder& LateFaceFinder::get() const {
  std::call_once(read_, [&] { finder_.emplace(find_model(model_places(asked_, kFaceModel))); });
  return *finder_;
}

}  // namespace lowlight::inference
