#include "lowlight/data/sampling.h"

#include <ATen/ATen.h>

#include <set>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

const auto anything = [](const at::Tensor&, int64_t) { return std::string(); };

}  // namespace

TEST_CASE("No batch has a photo twice and an epoch leaves out only what fills no batch") {
  const ShuffledOrder order(11, 4, 5);
  CHECK(order.samples_per_epoch() == 8);
  for (int64_t batch = 0; batch < 20; ++batch) {
    std::set<int64_t> photos;
    for (int64_t n = 4 * batch; n < 4 * batch + 4; ++n) photos.insert(order.at(n).index);
    CHECK(photos.size() == 4);
  }
}

TEST_CASE("Places depend on seed and number alone, whatever was asked before") {
  const ShuffledOrder order(50, 5, 1), same(50, 5, 1), other(50, 5, 2);
  const auto late = order.at(1234), early = order.at(3);
  CHECK(same.at(3).index == early.index);
  CHECK(same.at(1234).index == late.index);
  CHECK(late.epoch == 1234 / 50);
  int differing = 0;
  for (int64_t n = 0; n < 50; ++n) differing += order.at(n).index != other.at(n).index;
  CHECK(differing > 30);
}

TEST_CASE("Fewer photos than a batch repeat over epochs") {
  const ShuffledOrder order(2, 8, 1);
  std::set<int64_t> photos;
  for (int64_t n = 0; n < 8; ++n) photos.insert(order.at(n).index);
  CHECK(photos == std::set<int64_t>{0, 1});
}

TEST_CASE("A photo that cannot be used is passed over and reported once") {
  const PhotosInMemory photos({at::Tensor(), synthetic_photo(4, 4)});
  RandomStream random{1};
  const auto drawn = draw_photo(photos, 0, random, anything);
  CHECK(drawn.name == "photo 1");
  REQUIRE_FALSE(drawn.warnings.empty());
  CHECK(drawn.warnings[0] == "photo 0: is broken");

  const PhotosInMemory nothing({at::Tensor(), at::Tensor()});
  try {
    draw_photo(nothing, 0, random, anything);
    FAIL("a photo was drawn where none can be read");
  } catch (const DataError& error) {
    CHECK(error.problems() == std::vector<std::string>{"photo 0: is broken", "photo 1: is broken"});
  }

  RandomStream again{2};
  const auto small = draw_photo(photos, 1, again, anything);
  CHECK(small.warnings.empty());
}

TEST_CASE("A drawn photo's name is text whatever its bytes") {
  const PhotosInMemory photos({synthetic_photo(4, 4)}, "\xe9t\xe9");  // Latin-1
  RandomStream random{1};
  CHECK(draw_photo(photos, 0, random, anything).name == "\\xe9t\\xe9 0");
}

TEST_CASE("Where no photo is usable all reasons are told") {
  const PhotosInMemory photos({synthetic_photo(4, 4)});
  RandomStream random{1};
  try {
    draw_photo(
        photos, 0, random, [](const at::Tensor&, int64_t) { return std::string("shows nothing"); });
    FAIL("no error");
  } catch (const DataError& error) {
    CHECK(error.problems().at(0) == "photo 0: shows nothing");
  }
}
