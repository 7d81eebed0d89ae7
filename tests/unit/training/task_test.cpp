#include "lowlight/training/task.h"

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::training;

namespace {

struct NoHeldOut final : Task {
  torch::nn::Module& network() override { return *module; }
  Sample sample(int64_t) const override { return {}; }
  std::vector<lowlight::LossTerm> losses(const Batch&) override { return {}; }
  lowlight::io::CheckpointInfo info() const override { return {}; }
  torch::nn::Linear module{1, 1};
};

}  // namespace

TEST_CASE("The total is the sum of all terms with their gradients") {
  const auto weight = torch::ones({}).requires_grad_();
  const auto total = total_of({{"a", 2 * weight, "", ""}, {"b", 3 * weight, "", ""}});
  CHECK(total.item<double>() == 5);
  total.backward();
  CHECK(weight.grad().item<double>() == 5);
  CHECK_THROWS_AS(total_of({}), c10::ValueError);
}

TEST_CASE("Stacked samples gain a dimension in front and keep all their files in order") {
  Sample first, second;
  first.tensors["x"] = torch::full({2, 3}, 1.0);
  first.files = {"a.jpg", "b.jpg"};
  second.tensors["x"] = torch::full({2, 3}, 2.0);
  second.files = {"c.jpg"};
  const auto batch = stacked({first, second});
  CHECK(batch.tensors.at("x").sizes().vec() == std::vector<int64_t>{2, 2, 3});
  CHECK(batch.tensors.at("x")[1][0][0].item<float>() == 2);
  CHECK(batch.files == std::vector<std::string>{"a.jpg", "b.jpg", "c.jpg"});
}

TEST_CASE("A batch knows which of its tensors are masks") {
  Sample sample;
  sample.tensors = {{"style", torch::zeros({3, 2, 2})}, {"style_mask", torch::ones({1, 2, 2})}};
  sample.masks = {"style_mask"};
  CHECK(stacked({sample, sample}).masks == std::vector<std::string>{"style_mask"});
  sample.masks = {};
  CHECK(stacked({sample}).masks.empty());
}

TEST_CASE("One sample makes a batch of one and none makes an error") {
  Sample only;
  only.tensors["x"] = torch::zeros({4});
  CHECK(stacked({only}).tensors.at("x").sizes().vec() == std::vector<int64_t>{1, 4});
  CHECK_THROWS_WITH(stacked({}), ContainsSubstring("there must be a sample"));
}

TEST_CASE("A task without held-out samples says so when asked for one") {
  NoHeldOut task;
  CHECK(task.validation_size() == 0);
  CHECK(task.preview({}).pictures().empty());
  CHECK(&task.trained() == &task.network());
  CHECK(task.notes().empty());
  CHECK_THROWS_WITH(task.validation_sample(3), ContainsSubstring("no validation sample 3"));
}
