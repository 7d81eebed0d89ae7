#include "tasks/drawn_crop.h"

#include <ATen/ATen.h>

#include <set>

#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
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

TEST_CASE(
    "Crops of a set are drawn epoch by epoch, each photo once, as functions of their number") {
  const test::TemporaryFolder folder;
  const auto path = folder / "photos.safetensors";
  data::pack_photos(PhotosInMemory({synthetic_photo(60, 70, 1),
                                    synthetic_photo(60, 70, 2),
                                    synthetic_photo(60, 70, 3),
                                    synthetic_photo(60, 70, 4)}),
                    path);
  const ShuffledCrops crops({.path = path.string()}, {.size = 24}, 2, {7, 2}),
      same({.path = path.string()}, {.size = 24}, 2, {7, 2}),
      others({.path = path.string()}, {.size = 24}, 2, {7, 3});
  CHECK(crops.size() == 4);
  for (const int64_t epoch : {0, 1}) {
    std::set<std::string> names;
    for (int64_t n = 0; n < 4; ++n) names.insert(crops.at(4 * epoch + n).name);
    CHECK(names.size() == 4);
  }
  CHECK(at::equal(crops.at(5).crop, same.at(5).crop));
  CHECK_FALSE(at::equal(crops.at(5).crop, others.at(5).crop));
}

TEST_CASE("Two crops are a sample with the files and warnings of both and no alpha") {
  const auto sample = two_crops("a",
                                {at::zeros({4, 8, 8}), "a.png", {"broken.png"}},
                                "b",
                                {at::ones({3, 8, 8}), "b.png", {"black.png"}});
  CHECK(sample.tensors.at("a").sizes() == at::IntArrayRef{3, 8, 8});
  CHECK(sample.tensors.at("b").min().item<float>() == 1);
  CHECK(sample.files == std::vector<std::string>{"a.png", "b.png"});
  CHECK(sample.warnings == std::vector<std::string>{"broken.png", "black.png"});
}
