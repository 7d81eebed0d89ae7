#include "training/learner.h"

#include <ATen/Parallel.h>

#include <set>

#include "support/catch.h"
#include "support/line_task.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

/// Trains a part that checkpoints do not hold.
struct WithHelper : test::LineTask {
  WithHelper() {
    both.register_module("network", network().shared_from_this());
    both.register_module("helper", helper.ptr());
  }
  torch::nn::Module& trained() override { return both; }
  torch::nn::Linear helper{2, 1};
  torch::nn::Module both;
};

std::set<std::string> names_of(const io::NamedTensors& tensors) {
  std::set<std::string> names;
  for (const auto& [name, tensor] : tensors) names.insert(name);
  return names;
}

}  // namespace

TEST_CASE("The state of a learner is its weights, their average and the optimiser's moments") {
  WithHelper task;
  const Learner learner(task, test::options(1));
  const auto names = names_of(learner.tensors());
  CHECK(names.contains("network.helper.weight"));
  CHECK(names.contains("average.weight"));
  CHECK_FALSE(names.contains("average.helper.weight"));
  CHECK(names.contains("adam.first.helper.weight"));
  CHECK(learner.tensors().at("network.network.weight").is_same(task.network().parameters()[0]));
}

TEST_CASE("While a learner lives, a step is computed by as many threads as its options say") {
  const int before = at::get_num_threads();
  test::LineTask task;
  auto options = test::options(1);
  options.threads = before + 1;
  {
    const Learner learner(task, options);
    CHECK(at::get_num_threads() == before + 1);
  }
  CHECK(at::get_num_threads() == before);
}

TEST_CASE("A learner puts its task into training and reads its options") {
  test::LineTask task;
  task.network().eval();
  auto options = test::options(1);
  options.precision = Precision::bfloat16;
  options.loss_weights = {"error 0 1 5"};
  const Learner learner(task, options);
  CHECK(task.network().is_training());
  CHECK(learner.device == torch::Device("cpu"));
  CHECK(learner.precision == Precision::bfloat16);
  REQUIRE(learner.ramps.size() == 1);
  CHECK((learner.ramps[0] == WeightRamp{"error", 0, 1, 5}));
  CHECK(learner.progress.step == 0);
}

TEST_CASE("A batch that moves keeps its names, files and masks") {
  const auto batch = moved({{{"x", torch::ones({2})}}, {"a.png"}, {"x"}}, torch::Device("meta"));
  CHECK(batch.tensors.at("x").is_meta());
  CHECK(batch.files == std::vector<std::string>{"a.png"});
  CHECK(batch.masks == std::vector<std::string>{"x"});
}
