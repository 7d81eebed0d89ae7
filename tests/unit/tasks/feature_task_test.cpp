#include "tasks/feature_task.h"

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::tasks;

namespace {

/// Has features and nothing else.
class FeaturesOnly : public FeatureTask {
 public:
  explicit FeaturesOnly(models::VggInput input) {
    features_ = make_features({.vgg = {.input = input, .base_width = 4}});
  }
  torch::nn::Module& network() override { return *features_.module; }
  training::Sample sample(int64_t) const override { return {}; }
  std::vector<LossTerm> losses(const training::Batch&) override { return {}; }
  io::CheckpointInfo info() const override { return {.data = "two photos"}; }

  std::string what_is_held_out;

 protected:
  std::string held_out() const override { return what_is_held_out; }
};

}  // namespace

TEST_CASE("A task with features notes its photos and features, and what is held out if anything") {
  FeaturesOnly task(models::VggInput::plain);
  REQUIRE(task.notes().size() == 2);
  CHECK(task.notes()[0] == "two photos");
  CHECK_THAT(task.notes()[1], ContainsSubstring("random"));
  task.what_is_held_out = "a photo";
  CHECK(task.notes().at(2) == "held out: a photo");
}

TEST_CASE("The doctor gets the features under the name that their units are given for") {
  for (const auto input : {models::VggInput::plain, models::VggInput::learned}) {
    const FeaturesOnly task(input);
    models::VggOptions options;
    options.input = input;
    const auto [least, greatest] = models::input_range(options);
    REQUIRE(task.units().size() == 1);
    CHECK(task.units()[0].module == task.fixed_modules().at(0).first);
    CHECK(task.units()[0].minimum == least);
    CHECK(task.units()[0].maximum == greatest);
  }
}
