#include "inference/face_finder.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "inference/exposed.h"
#include "lowlight/imaging/resize.h"

namespace lowlight::inference {
namespace {

constexpr double kExposures[] = {0, -0.5, -1, -1.5, -2};
constexpr double kLikely = 0.3;
// Darkness looks like faces now and then: what is not likely at the usual light must be a face.
constexpr double kFace = 0.6;
// Where there is much noise, scores are chance for a good part, and less light shows less of it.
constexpr double kCostOfEv = 0.05, kCostInNoise = 0.5, kEvOfNoise = -1;

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

std::optional<double> FaceFinder::best_exposure(const at::Tensor& picture, double noisy) const {
  const torch::NoGradGuard no_gradients;
  const double cost = std::lerp(kCostOfEv, kCostInNoise, noisy);
  double best = 0, most = -std::numeric_limits<double>::infinity();
  double surest_at_best = 0, surest_as_usual = 0;
  for (const double ev : kExposures) {
    double scores = 0, surest = 0;
    for (const auto& found :
         detection::find_boxes(*detector_.ptr(), exposed(picture, ev), {.least_score = kLikely})) {
      scores += found.score;
      surest = std::max(surest, found.score);
    }
    if (ev == 0) surest_as_usual = surest;
    const double worth = scores - cost * std::abs(ev - noisy * kEvOfNoise);
    if (worth > most) best = ev, most = worth, surest_at_best = surest;
  }
  const double needed = surest_as_usual > 0 ? kLikely : std::lerp(kFace, kLikely, noisy);
  return surest_at_best >= needed ? std::optional(best) : std::nullopt;
}

}  // namespace lowlight::inference
