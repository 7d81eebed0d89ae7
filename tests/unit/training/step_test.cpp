#include "training/step.h"

#include "support/catch.h"
#include "support/line_task.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

TrainerOptions options_in(int64_t batch, int64_t parts) {
  auto options = test::options(10);
  options.batch = batch;
  options.accumulate = parts;
  return options;
}

std::vector<Batch> parts_for(const Task& task, const TrainerOptions& options) {
  return parts_of(options, [&](int64_t n) { return task.sample(n); });
}

/// Its loss is finite and the slope of it is not.
struct InfiniteSlope : test::LineTask {
  std::vector<LossTerm> losses(const Batch& batch) override {
    auto terms = LineTask::losses(batch);
    terms[0].value = terms[0].value + (0 * network().parameters()[0].sum()).sqrt();
    return terms;
  }
};

}  // namespace

TEST_CASE("A batch is split into equal parts whose samples keep their order") {
  std::vector<int64_t> asked;
  const auto parts = parts_of(options_in(6, 3), [&](int64_t n) {
    asked.push_back(n);
    return Sample{{{"x", torch::full({1}, double(n))}}, {std::to_string(n)}, {}};
  });
  CHECK(asked == std::vector<int64_t>{0, 1, 2, 3, 4, 5});
  REQUIRE(parts.size() == 3);
  CHECK(parts[1].files == std::vector<std::string>{"2", "3"});
  CHECK(parts[2].tensors.at("x").sum().item<double>() == 9);
}

TEST_CASE("A step changes the weights once and tells what it computed") {
  test::LineTask task;
  const auto options = options_in(4, 2);
  Learner learner(task, options);
  const auto before = task.network().parameters()[0].detach().clone();
  const auto step = take_step(learner, options, parts_for(task, options));
  CHECK(step.number == 1);
  CHECK(step.culprits.empty());
  CHECK(step.learning_rate > 0);
  CHECK(step.gradient_norm > 0);
  REQUIRE(step.terms.size() == 2);
  CHECK(step.terms[1].skipped == "only a test");
  CHECK_FALSE(step.terms[0].value.requires_grad());
  CHECK(step.total.item<double>() == Approx(values_of(step.terms)[0].second));
  CHECK(step.random.size() == 2);
  CHECK(learner.progress.step == 1);
  CHECK_FALSE(torch::equal(before, task.network().parameters()[0]));
}

TEST_CASE("What is not finite is named nearest to its cause and changes no weight") {
  const auto options = options_in(4, 2);
  const auto culprits_of = [&](Task& task, size_t part) {
    Learner learner(task, options);
    const auto before = task.network().parameters()[0].detach().clone();
    const auto step = take_step(learner, options, parts_for(task, options));
    CHECK(step.part == part);
    CHECK(learner.progress.step == 0);
    CHECK(torch::equal(before, task.network().parameters()[0]));
    return step.culprits;
  };
  test::LineTask broken_batch(3, test::kBadNumber), broken_loss(3, 1e30f);
  InfiniteSlope broken_gradient;
  CHECK(culprits_of(broken_batch, 1) == std::vector<std::string>{"batch tensor x"});
  CHECK(culprits_of(broken_loss, 1) == std::vector<std::string>{"loss term error"});
  CHECK(culprits_of(broken_gradient, 0) == std::vector<std::string>{"gradient of weight"});
}

TEST_CASE("A weight that is not finite is blamed before the loss it spoils") {
  test::LineTask task;
  {
    const torch::NoGradGuard no_gradients;
    task.network().parameters()[1].fill_(test::kBadNumber);
  }
  const auto options = options_in(2, 1);
  Learner learner(task, options);
  CHECK(take_step(learner, options, parts_for(task, options)).culprits ==
        std::vector<std::string>{"weight bias", "loss term error"});
}

TEST_CASE("Losses are weighed as the ramps say for the step that is next") {
  test::LineTask task;
  auto options = options_in(2, 1);
  options.loss_weights = {"error 0 1 4"};
  Learner learner(task, options);
  task.network().eval();
  const auto batch = parts_for(task, options).front();
  const auto error_in = [&](int64_t step) {
    learner.progress.step = step;
    return losses_of(learner, batch, Precision::float32)[0].value.item<double>();
  };
  CHECK(error_in(0) == 0);
  CHECK(error_in(2) == Approx(0.5 * error_in(4)));
}
