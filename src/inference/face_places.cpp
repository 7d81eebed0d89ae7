#include "inference/face_places.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/imaging/smooth_step.h"

namespace lowlight::inference {
namespace {

constexpr double kNear = 1.2, kFar = 1.8;

}  // namespace

FaceWindow::Reach::Reach(double from, double to, double times, int64_t of)
    : low(from), high(to), count(of) {
  const double centre = (low + high) / 2, most = times * (high - low) / 2;
  const auto pixel = [&](double place) {
    return int64_t(std::clamp(place * double(count), 0., double(count)));
  };
  first = pixel(centre - most);
  end = std::min(pixel(centre + most) + 1, count);
}

/// From the middle, in halves of the box.
at::Tensor FaceWindow::Reach::offset() const {
  const auto middles = (at::arange(first, end) + 0.5) / count;
  return (middles - (low + high) / 2) / ((high - low) / 2);
}

FaceWindow::FaceWindow(const Box& box, double times, int64_t height, int64_t width)
    : down_(box.top, box.bottom, times, height), across_(box.left, box.right, times, width) {}

at::Tensor FaceWindow::of(const at::Tensor& maps) const {
  return maps.slice(-2, down_.first, down_.end).slice(-1, across_.first, across_.end);
}

at::Tensor FaceWindow::radius() const {
  return (down_.offset().square().unsqueeze(1) + across_.offset().square()).sqrt();
}

at::Tensor near_faces(const FaceBoxes& faces, int64_t height, int64_t width) {
  const auto near = at::zeros({height, width});
  for (const auto& face : faces) {
    const FaceWindow window(face.box, kFar, height, width);
    auto place = window.of(near);
    place.copy_(at::maximum(place, 1 - imaging::smooth_step(window.radius(), kNear, kFar)));
  }
  return near;
}

}  // namespace lowlight::inference
