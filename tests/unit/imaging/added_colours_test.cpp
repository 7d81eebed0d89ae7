#include "lowlight/imaging/added_colours.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "lowlight/imaging/photo_transform.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

namespace {

/// The tone that changes nothing.
PhotoTransform unchanged_tone() {
  PhotoTransform transform;
  for (int64_t code = 0; code < 256; ++code) transform.tone.push_back(float(code) / 255);
  return transform;
}

Image with_rows(const Image& image, const PhotoTransform& transform, int64_t most_rows) {
  auto result = image.clone();
  transform_rows(image, transform, most_rows, replace_rows_of(result));
  return result;
}

}  // namespace

TEST_CASE("Maps of the picture's own size are added to each pixel's colours") {
  const auto numbers = at::arange(3 * 5 * 7, at::kFloat).view({3, 5, 7});
  const auto added = added_colours(numbers);
  REQUIRE_FALSE(added.empty());
  AddedRows rows(added, {7, 5, 2, 0, 4, 5});
  for (int64_t y = 0; y < 5; ++y) {
    std::vector<float> red(4, 1), green(4, 2), blue(4, 3);
    rows.add(y, {red.data(), green.data(), blue.data()});
    for (int64_t x = 0; x < 4; ++x) {
      REQUIRE(red[size_t(x)] == Approx(1 + numbers[0][y][x + 2].item<float>()));
      REQUIRE(green[size_t(x)] == Approx(2 + numbers[1][y][x + 2].item<float>()));
      REQUIRE(blue[size_t(x)] == Approx(3 + numbers[2][y][x + 2].item<float>()));
    }
  }
  CHECK_THROWS_AS(added_colours(at::zeros({1, 5, 7})), c10::Error);
}

TEST_CASE("Without maps nothing is added") {
  CHECK(AddedColours().empty());
  AddedRows rows({}, {7, 5, 0, 0, 7, 5});
  std::vector<float> colour(7, 0.5f);
  rows.add(3, {colour.data(), colour.data(), colour.data()});
  CHECK(colour == std::vector<float>(7, 0.5f));
}

TEST_CASE("What is added to a large picture is the small copy's, and bands make no difference") {
  const auto image = synthetic_image(1001, 403);
  auto transform = unchanged_tone();
  transform.added = added_colours(at::full({3, 3, 4}, 20. / 255));
  const auto out = with_rows(image, transform, 403);
  CHECK(largest_difference(out, image) >= 19);
  for (int64_t i = 0; i < 3003; ++i) {
    const int before = image.row<uint8_t>(7)[i], after = out.row<uint8_t>(7)[i];
    REQUIRE(std::abs(std::min(before + 20, 255) - after) <= 1);
  }
  transform.added = added_colours(at::rand({3, 30, 40}) * 0.2);
  CHECK(largest_difference(with_rows(image, transform, 403), with_rows(image, transform, 64)) == 0);
}
