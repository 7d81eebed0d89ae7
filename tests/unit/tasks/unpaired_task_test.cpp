#include "tasks/unpaired_task.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include "lowlight/core/fields.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/training/trainer.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

UnpairedOptions options_in(const std::filesystem::path& folder) {
  data::pack_photos(PhotosInMemory({synthetic_photo(70, 90, 1).div(8, "floor"),
                                    synthetic_photo(80, 70, 2).div(6, "floor")}),
                    folder / "dark.safetensors");
  data::pack_photos(
      PhotosInMemory(
          {synthetic_photo(64, 64, 3), synthetic_photo(70, 70, 4), synthetic_photo(64, 80, 5)}),
      folder / "bright.safetensors");
  UnpairedOptions options;
  options.dark.path = (folder / "dark.safetensors").string();
  options.bright.path = (folder / "bright.safetensors").string();
  options.validation = options.bright;
  options.dark_crop.size = options.bright_crop.size = 40;
  options.network.base_channels = 4;
  options.discriminator = {.base_channels = 4, .layers = 2};
  options.objective.reduction = 2;
  options.features.vgg.base_width = 4;
  return options;
}

/// All weights of both networks after training for `steps` steps, stopped and resumed after `pause`
/// of them.
at::Tensor trained(const UnpairedOptions& options, int64_t steps, int64_t pause) {
  const test::TemporaryFolder folder;
  TrainerOptions trainer;
  trainer.steps = steps;
  trainer.batch = 2;
  trainer.loader.workers = 1;
  int64_t asked = 0;
  std::vector<at::Tensor> weights;
  for (const bool resume : {false, true}) {
    if (resume && pause == 0) break;
    at::manual_seed(resume ? 99 : 1);
    const auto task = make_task(options, 2, 1);
    train(*task, trainer, {.folder = folder.path(), .resume = resume, .should_stop = [&] {
                             return ++asked == pause;
                           }});
    weights = task->trained().parameters();
  }
  for (auto& weight : weights) weight = weight.detach().flatten();
  return at::cat(weights);
}

}  // namespace

TEST_CASE("An unpaired sample has a dark and a bright crop as a function of its number") {
  const test::TemporaryFolder folder;
  const auto options = options_in(folder.path());
  const auto task = make_task(options, 2, 1), same = make_task(options, 2, 1);
  bool neutral = false, own = false;
  for (int64_t n = 0; n < 20; ++n) {
    const auto sample = task->sample(n);
    CHECK(sample.tensors.at("dark").sizes() == at::IntArrayRef{3, 40, 40});
    CHECK(sample.tensors.at("style").mean().item<double>() >
          2 * sample.tensors.at("dark").mean().item<double>());
    CHECK(at::equal(sample.tensors.at("dark"), same->sample(n).tensors.at("dark")));
    CHECK(sample.files.size() == 2);
    (sample.tensors.at("neutral").item<bool>() ? neutral : own) = true;
  }
  CHECK((neutral && own));
}

TEST_CASE("The optimiser moves both networks and checkpoints hold the enhancer alone") {
  const test::TemporaryFolder folder;
  const auto task = make_task(options_in(folder.path()), 2, 1);
  const auto all = task->trained().named_parameters(), saved = task->network().named_parameters();
  CHECK(all.size() > saved.size());
  CHECK(all.contains("discriminator.score.weight"));
  CHECK(all["network.head.weight"].is_same(saved["head.weight"]));
  CHECK(task->info().network == "enhancer");
  CHECK_THAT(task->notes().at(1), ContainsSubstring("random"));
  REQUIRE(task->units().size() == 1);
  CHECK(task->units()[0].module == task->fixed_modules().at(0).first);
}

TEST_CASE("Held-out photos are darkened, so that unpaired training is measured against the truth") {
  const test::TemporaryFolder folder;
  const auto task = make_task(options_in(folder.path()), 2, 1);
  REQUIRE(task->validation_size() == 3);
  const auto batch = stacked({task->validation_sample(0)});
  CHECK(batch.tensors.at("neutral").all().item<bool>());
  CHECK(task->preview(batch).target.defined());
  CHECK(total_of(task->losses(batch)).isfinite().item<bool>());
}

TEST_CASE(
    "Unpaired training that was stopped and resumed ends with the bytes of one that was not") {
  const test::TemporaryFolder folder;
  const auto options = options_in(folder.path());
  const auto whole = trained(options, 4, 0);
  CHECK(at::equal(whole, trained(options, 4, 2)));
  CHECK_FALSE(at::equal(whole, trained(options, 3, 0)));
}

TEST_CASE("Wrong options of unpaired training are all named with their full keys") {
  UnpairedOptions options;
  options.neutral = 2;
  options.discriminator.layers = 0;
  options.objective.r1 = -1;
  CHECK(test::keys_of(problems_of(options)) ==
        std::vector<std::string>{
            "neutral", "discriminator.layers", "objective.r1", "dark.path", "bright.path"});
  UnpairedOptions small;
  small.dark.path = small.bright.path = "x";
  small.dark_crop.size = 127;
  CHECK(test::keys_of(problems_of(small)) == std::vector<std::string>{"dark_crop.size"});
}
