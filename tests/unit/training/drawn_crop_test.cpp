#include "lowlight/training/drawn_crop.h"

#include <ATen/ATen.h>

#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

TEST_CASE("A crop is a function of stream and place") {
  const PhotosInMemory photos({synthetic_photo(60, 70, 1), synthetic_photo(60, 70, 2)});
  const auto crop = [&](int64_t epoch, int64_t index, uint64_t seed, uint64_t set) {
    return drawn_crop(photos, {epoch, index}, {.size = 24}, {seed, set}).crop;
  };
  CHECK(at::equal(crop(0, 1, 7, 2), crop(0, 1, 7, 2)));
  CHECK_FALSE(at::equal(crop(0, 1, 7, 2), crop(1, 1, 7, 2)));
  CHECK_FALSE(at::equal(crop(0, 1, 7, 2), crop(0, 1, 8, 2)));
  CHECK_FALSE(at::equal(crop(0, 1, 7, 2), crop(0, 1, 7, 3)));
}

TEST_CASE("A photo without content is passed over with a warning") {
  const PhotosInMemory photos({at::zeros({3, 40, 40}, at::kByte), synthetic_photo(40, 40)});
  const auto drawn = drawn_crop(photos, {0, 0}, {.size = 24}, {1, 1});
  CHECK(drawn.name == "photo 1");
  REQUIRE_FALSE(drawn.warnings.empty());
  CHECK_THAT(drawn.warnings[0], ContainsSubstring("photo 0: shows nothing"));
}
