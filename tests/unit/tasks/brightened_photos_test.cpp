#include "tasks/brightened_photos.h"

#include <ATen/ATen.h>

#include <memory>

#include "lowlight/metrics/brightness.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight::tasks;
using lowlight::metrics::mean_luma;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

at::Tensor brightened(const at::Tensor& photo, Teacher teacher) {
  const auto photos = std::make_shared<PhotosInMemory>(std::vector<at::Tensor>{photo});
  return brightened_photos(photos, teacher)->photo(0);
}

}  // namespace

TEST_CASE("A dark photo becomes as bright as the meter asks and keeps its size") {
  const auto dark = synthetic_photo(75, 131).div(8, "floor");
  for (const auto teacher : {Teacher::brighten, Teacher::floor}) {
    const auto bright = brightened(dark, teacher);
    CHECK(bright.sizes() == dark.sizes());
    CHECK(bright.scalar_type() == at::kByte);
    CHECK(mean_luma(bright) > 0.3);
    CHECK(mean_luma(bright) < 0.5);
  }
}

TEST_CASE("A well-lit photo keeps its pixels but for the floor") {
  const auto photo = at::full({3, 40, 50}, 200, at::kByte);
  CHECK(at::equal(brightened(photo, Teacher::brighten), photo));
  CHECK(mean_luma(brightened(photo, Teacher::floor)) == Approx(0.46).margin(0.02));
}

TEST_CASE("Alpha is dropped and a black photo stays black") {
  const auto black = at::zeros({4, 20, 30}, at::kByte);
  for (const auto teacher : {Teacher::brighten, Teacher::floor})
    CHECK(mean_luma(brightened(black, teacher)) < 0.01);
}
