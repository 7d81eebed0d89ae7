#include "inference/face_finder.h"

#include <torch/utils.h>

#include <cmath>

#include "inference/exposed.h"
#include "lowlight/imaging/resize.h"

namespace lowlight::inference {
namespace {

constexpr double kExposures[] = {0, -0.5, -1, -1.5, -2};
constexpr double kLikely = 0.3;
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
  std::optional<double> best;
  double most = 0;
  for (const double ev : kExposures) {
    double scores = 0;
    for (const auto& found :
         detection::find_boxes(*detector_.ptr(), exposed(picture, ev), {.least_score = kLikely})) {
      scores += found.score;
    }
    const double sure = scores - cost * std::abs(ev - noisy * kEvOfNoise);
    if (scores > 0 && (!best || sure > most)) best = ev, most = sure;
  }
  return best;
}

}  // namespace lowlight::inference
