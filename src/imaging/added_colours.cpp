#include "lowlight/imaging/added_colours.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

StretchedMap over_area(const Plane& map, const PictureArea& area) {
  return {map, float(area.picture_width), float(area.picture_height), area.x, area.width};
}

}  // namespace

AddedColours added_colours(const at::Tensor& numbers) {
  LOWLIGHT_CHECK(numbers.dim() == 3 && numbers.size(0) == 3,
                 "added_colours: numbers must be [3, h, w], got ",
                 numbers.sizes());
  const auto rows = numbers.to(at::kFloat).contiguous();
  AddedColours added;
  for (int64_t colour = 0; colour < 3; ++colour) {
    auto& map = added.maps[size_t(colour)];
    map = Plane(numbers.size(2), numbers.size(1));
    std::copy_n(rows[colour].data_ptr<float>(), map.values.size(), map.values.data());
  }
  return added;
}

AddedRows::AddedRows(const AddedColours& added, const PictureArea& area)
    : empty_(added.empty()),
      maps_{over_area(added.maps[0], area),
            over_area(added.maps[1], area),
            over_area(added.maps[2], area)} {}

void AddedRows::add(int64_t y, const std::array<float*, 3>& colours) {
  if (empty_) return;
  for (size_t colour = 0; colour < 3; ++colour) maps_[colour].add(y, colours[colour]);
}

}  // namespace lowlight::imaging
