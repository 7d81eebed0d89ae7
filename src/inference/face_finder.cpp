#include "inference/face_finder.h"

#include <torch/utils.h>

#include "lowlight/imaging/resize.h"

namespace lowlight::inference {
namespace {

constexpr int64_t kSide = 640;

}  // namespace

FaceFinder::FaceFinder(const std::filesystem::path& weights)
    : detector_(models::load_yunet(weights)) {}

std::vector<batch::Face> FaceFinder::find(const imaging::PictureRows& picture) const {
  const torch::NoGradGuard no_gradients;
  const auto small = imaging::shrink(picture, kSide);
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

}  // namespace lowlight::inference
