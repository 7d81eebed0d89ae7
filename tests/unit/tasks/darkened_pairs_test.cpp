#include "tasks/darkened_pairs.h"

#include <ATen/ATen.h>

#include <memory>

#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

DarkenedPairsOptions pairs(double neutral = 0.5) {
  DarkenedPairsOptions options;
  options.crop.size = 48;
  options.neutral = neutral;
  return options;
}

Sample pair(const DarkenedPairsOptions& options, uint64_t key = 1) {
  const auto photos = std::make_shared<PhotosInMemory>(
      std::vector<at::Tensor>{synthetic_photo(80, 100, 1), synthetic_photo(90, 70, 2)});
  return darkened_pairs(photos, "memory", options)->sample(int64_t(key % 2), RandomStream{key});
}

double mean_of(const at::Tensor& tensor) { return tensor.mean().item<double>(); }

}  // namespace

TEST_CASE("A pair has a dark picture, a style and a target of one size with values from 0 to 1") {
  for (uint64_t key = 0; key < 20; ++key) {
    const auto sample = pair(pairs(), key);
    for (const auto* name : {"dark", "style", "target"}) {
      const auto& picture = sample.tensors.at(name);
      CHECK(picture.sizes() == at::IntArrayRef{3, 48, 48});
      CHECK((picture.min().item<float>() >= 0 && picture.max().item<float>() <= 1));
    }
    CHECK(sample.tensors.at("neutral").scalar_type() == at::kBool);
    CHECK(sample.files == std::vector<std::string>{"photo " + std::to_string(key % 2)});
  }
}

TEST_CASE("The dark picture shows the target with less light") {
  auto options = pairs(1);
  options.darkening.untouched = 0;
  for (uint64_t key = 0; key < 20; ++key) {
    const auto sample = pair(options, key);
    CHECK(mean_of(sample.tensors.at("dark")) < 0.9 * mean_of(sample.tensors.at("target")));
  }
}

TEST_CASE(
    "A neutral pair that is not darkened is the picture itself and a look changes only style and "
    "target") {
  auto options = pairs(1);
  options.darkening.untouched = 1;
  const auto neutral = pair(options);
  CHECK(neutral.tensors.at("neutral").item<bool>());
  CHECK(at::equal(neutral.tensors.at("dark"), neutral.tensors.at("target")));
  options.neutral = 0;
  const auto graded = pair(options);
  CHECK_FALSE(graded.tensors.at("neutral").item<bool>());
  CHECK(at::equal(graded.tensors.at("dark"), neutral.tensors.at("dark")));
  CHECK_FALSE(at::allclose(graded.tensors.at("target"), neutral.tensors.at("target"), 0, 0.01));
  CHECK_FALSE(at::allclose(graded.tensors.at("style"), neutral.tensors.at("style"), 0, 0.01));
}

TEST_CASE("What is not named is no source of pairs and what is named says so") {
  CHECK(open_darkened_pairs({}, {}) == nullptr);
  const auto photos = std::make_shared<PhotosInMemory>(std::vector<at::Tensor>{at::Tensor()});
  CHECK(darkened_pairs(photos, "memory", {})->description() == "1 photos of memory");
}

TEST_CASE("Held-out pairs are all darkened") {
  const test::TemporaryFolder folder;
  data::pack_photos(PhotosInMemory({synthetic_photo(80, 100, 1)}), folder / "photos.safetensors");
  auto options = pairs(1);
  options.darkening.untouched = 1;
  const auto held_out =
      open_held_out_pairs({.path = (folder / "photos.safetensors").string()}, options);
  for (uint64_t key = 0; key < 5; ++key) {
    const auto sample = held_out->sample(0, RandomStream{key});
    CHECK(mean_of(sample.tensors.at("dark")) < 0.9 * mean_of(sample.tensors.at("target")));
  }
  CHECK(open_held_out_pairs({}, options) == nullptr);
}
