#include "lowlight/training/enhancer_task.h"

#include <ATen/ATen.h>

#include "lowlight/core/error.h"
#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

PairOptions pairs(double neutral = 0.5) {
  PairOptions options;
  options.crop.size = 48;
  options.neutral = neutral;
  return options;
}

Sample pair(const PairOptions& options, uint64_t key = 1) {
  const PhotosInMemory photos({synthetic_photo(80, 100, 1), synthetic_photo(90, 70, 2)});
  return enhancer_sample(photos, int64_t(key % 2), options, RandomStream{key});
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

TEST_CASE(
    "Samples are a function of their number and the loss reaches every weight of the network") {
  const test::TemporaryFolder folder;
  const auto path = folder / "photos.safetensors";
  data::pack_photos(
      PhotosInMemory(
          {synthetic_photo(80, 90, 1), synthetic_photo(80, 90, 2), synthetic_photo(70, 90, 3)}),
      path);
  EnhancerTaskOptions options{
      .photos = {.path = path.string()}, .validation = {.path = path.string()}, .pairs = pairs()};
  options.network.base_channels = 4;
  EnhancerTask task(options, 2, 1), same(options, 2, 1), other(options, 2, 2);
  CHECK(at::equal(task.sample(17).tensors.at("dark"), same.sample(17).tensors.at("dark")));
  CHECK_FALSE(at::equal(task.sample(17).tensors.at("dark"), other.sample(17).tensors.at("dark")));
  CHECK(task.validation_size() == 3);
  CHECK(at::equal(task.validation_sample(1).tensors.at("dark"),
                  task.validation_sample(1).tensors.at("dark")));
  CHECK(task.info().network == "enhancer");

  total_of(task.losses(stacked({task.sample(0), task.sample(1)}))).backward();

  const auto preview = task.preview(stacked({task.sample(0), task.sample(1)}));
  for (const auto* name : {"input", "output", "target", "well_lit", "well_lit_output"}) {
    const auto picture = picture_of(preview, name);
    CHECK(picture.sizes() == at::IntArrayRef{2, 3, 48, 48});
    CHECK((picture.min().item<float>() >= 0 && picture.max().item<float>() <= 1));
    CHECK_FALSE(picture.requires_grad());
  }
  CHECK(task.network().named_parameters()["head.weight"].grad().abs().sum().item<double>() > 0);
}

TEST_CASE("Wrong enhancer options are all named with their full keys") {
  EnhancerTaskOptions options;
  options.pairs.neutral = 2;
  options.pairs.crop.size = 0;
  options.network.bound = -1;
  CHECK(problems_of(options) == std::vector<std::string>{"photos.path must name photos",
                                                         "pairs.neutral must be from 0 to 1",
                                                         "pairs.crop.size must be at least 1",
                                                         "network.bound must be over 0"});
}
