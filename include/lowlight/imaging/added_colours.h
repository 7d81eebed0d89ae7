// What is added to a picture's colours, found on a small copy of it.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

#include "lowlight/imaging/exposure_map.h"
#include "lowlight/imaging/plane.h"
#include "lowlight/imaging/stretched_rows.h"

namespace lowlight::imaging {

/// Numbers for red, green and blue, read bilinearly off maps that span the picture: a small copy
/// becomes what it should be, and what only the large picture has stays. Without maps they are 0.
struct AddedColours {
  std::array<Plane, 3> maps;

  bool empty() const { return maps[0].values.empty(); }
};

/// [3, h, w] → its maps.
AddedColours added_colours(const at::Tensor& numbers);

/// Adds the maps along the rows of an area.
class AddedRows {
 public:
  AddedRows(const AddedColours& added, const PictureArea& area);

  /// Adds to the colours of row y of the picture, from the area's first column on.
  void add(int64_t y, const std::array<float*, 3>& colours);

 private:
  bool empty_;
  std::array<StretchedMap, 3> maps_;
};

}  // namespace lowlight::imaging
