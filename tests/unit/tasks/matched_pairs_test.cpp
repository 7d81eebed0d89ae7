#include "tasks/matched_pairs.h"

#include <ATen/ATen.h>

#include <memory>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::tasks;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

std::shared_ptr<PhotosInMemory> photos(std::vector<at::Tensor> pictures) {
  return std::make_shared<PhotosInMemory>(std::move(pictures));
}

/// Bright photos and versions of them with a quarter of the codes.
std::shared_ptr<const Pairs> quartered(const MatchedPairsOptions& options) {
  const auto first = synthetic_photo(80, 100, 1), second = synthetic_photo(90, 70, 2);
  return matched_pairs(photos({first.div(4, "floor"), second.div(4, "floor")}),
                       photos({first, second}),
                       "memory",
                       options);
}

MatchedPairsOptions small(double neutral = 0.5) {
  MatchedPairsOptions options{.neutral = neutral};
  options.crop.size = 40;
  return options;
}

}  // namespace

TEST_CASE("Dark and target are the same square of both photos and the style is another one") {
  const auto pairs = quartered(small());
  for (uint64_t key = 0; key < 20; ++key) {
    const auto sample = pairs->sample(int64_t(key % 2), RandomStream{key});
    const auto dark = sample.tensors.at("dark"), target = sample.tensors.at("target");
    CHECK(dark.sizes() == at::IntArrayRef{3, 40, 40});
    CHECK(at::allclose(4 * dark, target, 0, 4.0 / 255));
    CHECK_FALSE(at::allclose(sample.tensors.at("style"), target, 0, 0.05));
    CHECK(sample.files.size() == 2);
  }
}

TEST_CASE("The share of neutral samples is as asked for") {
  for (const double share : {0.0, 1.0}) {
    const auto pairs = quartered(small(share));
    for (uint64_t key = 0; key < 10; ++key)
      CHECK(pairs->sample(0, RandomStream{key}).tensors.at("neutral").item<bool>() == (share == 1));
  }
}

TEST_CASE("A pair whose sizes differ is passed over with a warning and so is a broken photo") {
  const auto photo = synthetic_photo(60, 60, 1);
  const auto pairs = matched_pairs(photos({synthetic_photo(60, 61, 1), at::Tensor(), photo}),
                                   photos({photo, photo, photo}),
                                   "memory",
                                   small());
  for (const int64_t broken : {0, 1}) {
    const auto sample = pairs->sample(broken, RandomStream{5});
    REQUIRE_FALSE(sample.warnings.empty());
    CHECK_THAT(sample.warnings[0],
               ContainsSubstring(broken == 0 ? "have different sizes" : "is broken"));
    CHECK(sample.files == std::vector<std::string>{"photo 2", "photo 2"});
  }
}

TEST_CASE("Black dark photos are no reason to pass a pair over and black bright ones are") {
  const auto black = at::zeros({3, 60, 60}, at::kByte), photo = synthetic_photo(60, 60, 1);
  const auto dark_is_black = matched_pairs(photos({black}), photos({photo}), "memory", small());
  CHECK(dark_is_black->sample(0, RandomStream{1}).warnings.empty());
  const auto bright_is_black = matched_pairs(photos({photo}), photos({black}), "memory", small());
  CHECK_THROWS_AS(bright_is_black->sample(0, RandomStream{1}), DataError);
}

TEST_CASE("Sets of different lengths are refused") {
  CHECK_THROWS_WITH(matched_pairs(photos({}), photos({at::Tensor()}), "", {}),
                    ContainsSubstring("as many bright photos as dark ones"));
}
