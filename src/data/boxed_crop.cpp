#include "lowlight/data/boxed_crop.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace lowlight::data {
namespace {

using KnownBox = detection::Corners<detection::Pixels>;
using KnownBoxes = detection::ManyCorners<detection::Pixels>;

KnownBox one_of(const KnownBoxes& boxes, int64_t i) {
  const auto at = [&](const at::Tensor& side) { return side[i].item<double>(); };
  return {at(boxes.left), at(boxes.top), at(boxes.right), at(boxes.bottom)};
}

/// Where a square may begin so that it holds [low, high] and lies within [0, length].
int64_t start_around(double low, double high, int64_t side, int64_t length, RandomStream& random) {
  const int64_t most = length - side;
  const auto within = [&](double x) { return std::llround(std::clamp(x, 0., double(most))); };
  const int64_t first = within(std::ceil(high) - double(side)), last = within(std::floor(low));
  // A box that is larger than the square is shown in its middle.
  if (first > last) return within((low + high - double(side)) / 2);
  return first + random.below(last - first + 1);
}

CropPlace place_around(const KnownBox& box,
                       int64_t height,
                       int64_t width,
                       double least_side,
                       const CropOptions& options,
                       RandomStream& random) {
  const int64_t shorter = std::min(height, width);
  const double narrow = std::min(box.right - box.left, box.bottom - box.top),
               wide = std::max(box.right - box.left, box.bottom - box.top);
  const double drawn = random.uniform(options.smallest, options.largest) * double(shorter);
  const double most = least_side > 0 ? narrow * double(options.size) / least_side : drawn;
  CropPlace place;
  place.side = std::llround(std::clamp(std::max(std::min(drawn, most), wide), 1., double(shorter)));
  place.top = start_around(box.top, box.bottom, place.side, height, random);
  place.left = start_around(box.left, box.right, place.side, width, random);
  place.mirrored = options.flip && random.chance(0.5);
  return place;
}

}  // namespace

std::optional<CropPlace> random_boxed_place(const at::Tensor& photo,
                                            const KnownBoxes& boxes,
                                            double least_side,
                                            const CropOptions& options,
                                            RandomStream& random) {
  const int64_t count = boxes.left.size(0), height = photo.size(1), width = photo.size(2);
  if (count == 0 || std::min(height, width) == 0) return random_place(photo, options, random);
  for (int64_t attempt = 0; attempt < options.attempts; ++attempt) {
    const auto box = one_of(boxes, random.below(count));
    const auto place = place_around(box, height, width, least_side, options, random);
    if (has_content(crop_at(photo, place, options.size), options)) return place;
  }
  return std::nullopt;
}

KnownBoxes boxes_in_crop(const KnownBoxes& boxes, const CropPlace& place, int64_t size) {
  const double scale = double(size) / double(place.side), last = double(size);
  const auto across = [&](const at::Tensor& x) { return (x - double(place.left)) * scale; };
  const auto down = [&](const at::Tensor& y) { return (y - double(place.top)) * scale; };
  KnownBoxes shown{across(boxes.left), down(boxes.top), across(boxes.right), down(boxes.bottom)};
  for (auto* side : {&shown.left, &shown.top, &shown.right, &shown.bottom})
    *side = side->clamp(0, last);
  if (!place.mirrored) return shown;
  return {last - shown.right, shown.top, last - shown.left, shown.bottom};
}

at::Tensor centred_in_crop(const KnownBoxes& boxes, const CropPlace& place) {
  const auto centre = detection::centre_size_of(boxes);
  const auto within = [&](const at::Tensor& x, int64_t first) {
    return (x >= double(first)) & (x < double(first + place.side));
  };
  return within(centre.x, place.left) & within(centre.y, place.top);
}

}  // namespace lowlight::data
