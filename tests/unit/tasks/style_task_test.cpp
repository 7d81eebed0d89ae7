#include "tasks/style_task.h"

#include <ATen/ATen.h>

#include "lowlight/core/fields.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/io/checkpoint.h"
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

at::Tensor cut_out(int64_t variant) {
  const auto photo = synthetic_photo(70, 70, variant);
  const auto alpha = ((at::arange(70) < 40).to(at::kByte) * 255).expand({1, 70, 70});
  return at::cat({photo, alpha});
}

StyleTaskOptions options_in(const std::filesystem::path& folder, bool partial) {
  data::pack_photos(PhotosInMemory({synthetic_photo(70, 90, 1), synthetic_photo(80, 70, 2)}),
                    folder / "c.safetensors");
  data::pack_photos(PhotosInMemory({cut_out(3), cut_out(4), synthetic_photo(64, 64, 5)}),
                    folder / "s.safetensors");
  StyleTaskOptions options;
  options.content.path = (folder / "c.safetensors").string();
  options.style.path = (folder / "s.safetensors").string();
  options.crop.size = 64;
  options.network = {.levels = 3, .base_channels = 8, .partial_style_encoder = partial};
  options.features.vgg.base_width = 4;
  return options;
}

}  // namespace

TEST_CASE(
    "A style sample has a content, a style and the style's mask, as a function of its number") {
  const test::TemporaryFolder folder;
  const auto task = make_task(options_in(folder.path(), true), 2, 1);
  bool masked = false, whole = false;
  for (int64_t n = 0; n < 12; ++n) {
    const auto sample = task->sample(n);
    CHECK(sample.tensors.at("content").sizes() == at::IntArrayRef{3, 64, 64});
    CHECK(sample.tensors.at("style").sizes() == at::IntArrayRef{3, 64, 64});
    const auto& mask = sample.tensors.at("mask");
    CHECK(mask.sizes() == at::IntArrayRef{1, 64, 64});
    CHECK((mask.eq(0) | mask.eq(1)).all().item<bool>());
    CHECK(sample.masks == std::vector<std::string>{"mask"});
    masked |= mask.min().item<float>() == 0;
    whole |= mask.min().item<float>() == 1;
    CHECK(at::equal(sample.tensors.at("style"), task->sample(n).tensors.at("style")));
    CHECK(sample.files.size() == 2);
  }
  CHECK(masked);
  CHECK(whole);
}

TEST_CASE("The style loss is finite with and without masks and says what the features are") {
  for (const bool partial : {false, true}) {
    const test::TemporaryFolder folder;
    const auto task = make_task(options_in(folder.path(), partial), 2, 1);
    const auto losses = task->losses(stacked({task->sample(0), task->sample(1)}));
    CHECK(losses.size() == 3);
    CHECK(std::isfinite(total_of(losses).item<double>()));
    total_of(losses).backward();
    const auto preview = task->preview(stacked({task->sample(0), task->sample(1)}));
    CHECK(preview.output.sizes() == at::IntArrayRef{2, 3, 64, 64});
    CHECK(preview.style.defined());
    CHECK_FALSE(preview.target.defined());
    CHECK_THAT(task->notes().at(1), ContainsSubstring("random"));
    CHECK(task->info().network == "style");
  }
}

TEST_CASE("Held-out contents are shown in the looks of held-out styles, which begin again") {
  const test::TemporaryFolder folder;
  auto options = options_in(folder.path(), true);
  CHECK(make_task(options, 2, 1)->validation_size() == 0);
  options.validation.content.path = options.style.path;
  options.validation.style.path = options.content.path;
  const auto task = make_task(options, 2, 1);
  REQUIRE(task->validation_size() == 3);
  CHECK(at::equal(task->validation_sample(2).tensors.at("style"),
                  task->validation_sample(0).tensors.at("style")));
  CHECK_FALSE(at::equal(task->validation_sample(2).tensors.at("content"),
                        task->validation_sample(0).tensors.at("content")));
  CHECK_THAT(task->notes().at(2), ContainsSubstring("held out: 3 contents"));
}

TEST_CASE("Clipped pixels of a style are masked out where that is asked for") {
  const test::TemporaryFolder folder;
  auto options = options_in(folder.path(), true);
  auto burnt = synthetic_photo(70, 70, 3);
  burnt.slice(2, 0, 30).fill_(255);
  data::pack_photos(PhotosInMemory({burnt}), folder / "burnt.safetensors");
  options.style = {.path = (folder / "burnt.safetensors").string(), .clipping = 3};
  options.crop.smallest = 1;
  const auto mask = make_task(options, 1, 1)->sample(0).tensors.at("mask");
  CHECK(mask.mean().item<double>() == Approx(40.0 / 70).margin(0.1));
}

TEST_CASE("A share of the styles is shown in part, and the losses see the whole") {
  const test::TemporaryFolder folder;
  auto options = options_in(folder.path(), true);
  options.style.path = options.content.path;
  options.hidden = 0.5;
  const auto task = make_task(options, 2, 1);
  auto plain = options;
  plain.hidden = 0;
  const auto unhidden = make_task(plain, 2, 1);
  int hidden = 0;
  for (int64_t n = 0; n < 40; ++n) {
    const auto sample = task->sample(n), whole = unhidden->sample(n);
    CHECK(at::equal(sample.tensors.at("style"), whole.tensors.at("style")));
    hidden += sample.tensors.at("mask").min().item<float>() == 0;
  }
  CHECK(hidden > 8);
  CHECK(hidden < 32);
}

TEST_CASE("An adversary is trained with the network where it has a weight") {
  const test::TemporaryFolder folder;
  auto options = options_in(folder.path(), true);
  const auto alone = make_task(options, 2, 1);
  CHECK(&alone->trained() == &alone->network());
  options.objective.adversarial_weight = 0.1;
  options.discriminator.base_channels = 4;
  const auto task = make_task(options, 2, 1);
  CHECK(task->trained().parameters().size() > task->network().parameters().size());
  total_of(task->losses(stacked({task->sample(0), task->sample(1)}))).backward();
  for (const auto& parameter : task->trained().named_parameters()) {
    INFO(parameter.key());
    CHECK(parameter.value().grad().defined());
  }
}

TEST_CASE("Held-out results are measured by colour and structure, and by a judge with weights") {
  const test::TemporaryFolder folder;
  auto options = options_in(folder.path(), true);
  const auto names_of = [&](Task& task) {
    const auto batch = stacked({task.sample(0)});
    std::vector<std::string> names;
    for (const auto& [name, value] : task.figures(batch, task.preview(batch))) {
      CHECK(std::isfinite(value));
      names.push_back(name);
    }
    return names;
  };
  CHECK(names_of(*make_task(options, 2, 1)) == std::vector<std::string>{"left", "lost"});
  models::VggFeatures judge(models::VggOptions{.base_width = 4});
  const auto weights = folder.path() / "judge.safetensors";
  io::save_checkpoint(weights, *judge, {});
  options.judge.features = {
      .weights = weights.string(), .network = FeatureNetwork::vgg, .vgg = judge->options};
  options.judge.distances = {};
  CHECK(names_of(*make_task(options, 2, 1)) ==
        std::vector<std::string>{"left", "lost", "judge_content", "judge_style"});
}

TEST_CASE("A content shown as it is has all its colours left to go and no structure lost") {
  const test::TemporaryFolder folder;
  const auto task = make_task(options_in(folder.path(), true), 2, 1);
  const auto batch = stacked({task->sample(0)});
  const auto figures = task->figures(batch, {.output = batch.tensors.at("content")});
  CHECK(figures.at(0).second == Approx(1));
  CHECK(figures.at(1).second == Approx(0).margin(1e-6));
}

TEST_CASE("Wrong style options are all named with their full keys") {
  StyleTaskOptions options;
  options.style = {.path = "x", .masks = "y"};
  options.crop.size = 100;
  CHECK(test::keys_of(problems_of(options)) ==
        std::vector<std::string>{"content.path", "style.masks"});
  options.content.path = "x";
  options.style.masks = "";
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"crop.size"});
  options.crop.size = 32;
  options.objective.adversarial_weight = 1;
  options.discriminator.layers = 4;
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"crop.size"});
  options.hidden = 0.5;
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"hidden"});
}

TEST_CASE(
    "Photos in other units than the frozen features were trained on are named by the trainer") {
  /// A style task with photos as codes up to 255, and a term that they overflow.
  struct CodesTask : Task {
    CodesTask(std::unique_ptr<Task> task, float factor) : style(std::move(task)), scale(factor) {}
    torch::nn::Module& network() override { return style->network(); }
    io::CheckpointInfo info() const override { return style->info(); }
    std::vector<doctor::NamedModule> fixed_modules() const override {
      return style->fixed_modules();
    }
    std::vector<doctor::InputUnits> units() const override { return style->units(); }
    Sample sample(int64_t n) const override {
      auto sample = style->sample(n);
      for (const auto* name : {"content", "style"}) sample.tensors.at(name).mul_(scale);
      return sample;
    }
    std::vector<LossTerm> losses(const Batch& batch) override {
      auto terms = style->losses(batch);
      terms.push_back(
          {"energy", terms.front().value.sum() + batch.tensors.at("style").exp().mean(), "", ""});
      if (scale == 1) terms.back().value = terms.back().value * 1e30 * 1e30;
      return terms;
    }
    std::unique_ptr<Task> style;
    float scale;
  };
  const test::TemporaryFolder folder;
  auto options = options_in(folder.path(), false);
  options.features.vgg.input = GENERATE(models::VggInput::learned, models::VggInput::plain);
  TrainerOptions trainer;
  trainer.steps = 1;
  trainer.batch = 2;
  trainer.loader.workers = 0;
  for (const float scale : {255.f, 1.f}) {
    CodesTask task(make_task(options, 2, 1), scale);
    const auto report = train(task, trainer, {.folder = folder.path()});
    REQUIRE(report.nonfinite);
    const auto& cause = report.nonfinite->diagnosis.cause;
    INFO(report.nonfinite->diagnosis.text());
    CHECK((cause.key == "normalisation_mismatch") == (scale == 255));
    if (scale == 255) CHECK_THAT(cause.evidence.at(1), ContainsSubstring("0 … 1"));
  }
}
