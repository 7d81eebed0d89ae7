#include "tasks/enhancer_task.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <memory>

#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "tasks/darkened_pairs.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

EnhancerTask task_of(int64_t seed, bool held_out = true) {
  const auto photos = std::make_shared<PhotosInMemory>(std::vector<at::Tensor>{
      synthetic_photo(80, 90, 1), synthetic_photo(80, 90, 2), synthetic_photo(70, 90, 3)});
  DarkenedPairsOptions options;
  options.crop.size = 48;
  const auto pairs = darkened_pairs(photos, "memory", options);
  return {pairs, held_out ? pairs : nullptr, {.base_channels = 4}, {}, 2, seed};
}

}  // namespace

TEST_CASE("Samples of the enhancer are a function of seed and number") {
  const auto task = task_of(1), same = task_of(1), other = task_of(2);
  CHECK(at::equal(task.sample(17).tensors.at("dark"), same.sample(17).tensors.at("dark")));
  CHECK_FALSE(at::equal(task.sample(17).tensors.at("dark"), other.sample(17).tensors.at("dark")));
  CHECK(task.validation_size() == 3);
  CHECK(at::equal(task.validation_sample(1).tensors.at("dark"),
                  same.validation_sample(1).tensors.at("dark")));
  CHECK(task_of(1, false).validation_size() == 0);
}

TEST_CASE("The loss of the enhancer reaches its weights and its metadata says what it is") {
  auto task = task_of(1);
  total_of(task.losses(stacked({task.sample(0), task.sample(1)}))).backward();
  CHECK(task.network().named_parameters()["head.weight"].grad().abs().sum().item<double>() > 0);
  CHECK(task.info().network == "enhancer");
  CHECK(task.info().data == "3 photos of memory");
  CHECK(task.notes() ==
        std::vector<std::string>{"3 photos of memory", "held out: 3 photos of memory"});
}

TEST_CASE("With a detector in the loop there is one term more, and the doctor knows the detector") {
  const auto photos = std::make_shared<PhotosInMemory>(
      std::vector<at::Tensor>{synthetic_photo(80, 90, 1), synthetic_photo(80, 90, 2)});
  DarkenedPairsOptions options;
  options.crop.size = 48;
  EnhancerWeights weights;
  weights.detection = {.weight = 1, .detector = LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors"};
  const auto pairs = darkened_pairs(photos, "memory", options);
  EnhancerTask task(pairs, nullptr, {.base_channels = 4}, weights, 2, 1);
  const auto terms = task.losses(stacked({task.sample(0), task.sample(1)}));
  CHECK(terms.back().name == "detection");
  total_of(terms).backward();
  CHECK(task.network().named_parameters()["head.weight"].grad().abs().sum().item<double>() > 0);
  REQUIRE(task.fixed_modules().size() == 1);
  CHECK(task.units().front().maximum == 255);
  CHECK_THAT(task.notes().back(), ContainsSubstring("YuNet"));
  CHECK(task_of(1).fixed_modules().empty());
}

TEST_CASE("With a detector the report tells whether it still sees natural pictures") {
  const auto photos =
      std::make_shared<PhotosInMemory>(std::vector<at::Tensor>{synthetic_photo(80, 90, 1)});
  DarkenedPairsOptions options;
  options.crop.size = 48;
  EnhancerWeights weights;
  weights.detection = {.weight = 1, .detector = LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors"};
  const auto pairs = darkened_pairs(photos, "memory", options);
  EnhancerTask task(pairs, pairs, {.base_channels = 4}, weights, 2, 1);
  const auto batch = stacked({task.sample(0), task.sample(1)});
  auto preview = task.preview(batch);
  const auto figures = task.figures(batch, preview);
  REQUIRE(figures.size() == 3);
  CHECK(figures[0].first == "heads_apart");
  CHECK(figures[0].second > 0);
  preview.output = preview.target;
  const auto same = task.figures(batch, preview);
  CHECK(same[0].second == 0);
  CHECK(same[1].second == same[2].second);
  CHECK(task_of(1).figures(batch, preview).empty());
}

TEST_CASE("The preview of the enhancer shows all it has without gradients") {
  auto task = task_of(1);
  auto batch = stacked({task.sample(0), task.sample(1)});
  const auto preview = task.preview(batch);
  CHECK(preview.pictures().size() == 6);
  for (const auto& [name, picture] : preview.pictures()) {
    CAPTURE(name);
    CHECK(picture.sizes() == at::IntArrayRef{2, 3, 48, 48});
    CHECK((picture.min().item<float>() >= 0 && picture.max().item<float>() <= 1));
    CHECK_FALSE(picture.requires_grad());
  }
  batch.tensors.erase("target");
  CHECK_FALSE(task.preview(batch).target.defined());
}
