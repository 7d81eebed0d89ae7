#include "doctor/recorder.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::doctor;

TEST_CASE("An operation has its inputs, numbers and outputs, and sources their names") {
  const auto x = torch::full({2, 3}, 2.0);
  Recorder recorder;
  recorder.name_tensor(x, "x", Origin::batch);
  recorder.name_tensor(x, "again", Origin::parameter);
  const auto y = x.clamp(0, 1);
  const auto made = recorder.value_of(y);
  const auto trace = recorder.take();
  REQUIRE(trace.operations.size() == 1);
  const auto& clamp = trace.operations[0];
  CHECK(clamp.name == "aten::clamp");
  CHECK(clamp.numbers.at("max") == 1);
  CHECK(clamp.outputs == std::vector<int64_t>{made});
  const auto& source = trace.values[size_t(clamp.input("self"))];
  CHECK(source.name == "x");
  CHECK(source.origin == Origin::batch);
  CHECK(source.producer == -1);
  CHECK(source.statistics.maximum == 2);
  CHECK(trace.values[size_t(made)].producer == 0);
  CHECK(trace.values[size_t(made)].statistics.maximum == 1);
}

TEST_CASE("Statistics are those of the moment and an operator in place makes a new value") {
  auto x = torch::ones({4});
  Recorder recorder;
  const auto before = recorder.value_of(x);
  x.mul_(5);
  const auto after = recorder.value_of(x);
  const auto trace = recorder.take();
  CHECK(before != after);
  CHECK(trace.values[size_t(before)].statistics.maximum == 1);
  CHECK(trace.values[size_t(after)].statistics.maximum == 5);
  CHECK(trace.values[size_t(before)].memory == trace.values[size_t(after)].memory);
}

TEST_CASE("Composite operators are recorded as what they consist of") {
  const auto x = torch::ones({2, 3}), weight = torch::ones({4, 3});
  Recorder recorder;
  torch::linear(x, weight);
  const auto trace = recorder.take();
  REQUIRE_FALSE(trace.operations.empty());
  for (const auto& operation : trace.operations) CHECK(operation.name != "aten::linear");
}

TEST_CASE("Gradients know the operation they are the gradient of") {
  const auto w = torch::ones({3}, torch::requires_grad());
  Recorder recorder;
  const auto total = w.exp().sum();
  recorder.begin_backward();
  total.backward();
  const auto trace = recorder.take();
  bool found = false;
  for (const auto& operation : trace.operations) {
    if (!operation.backward || operation.forward < 0) continue;
    found = found || trace.operations[size_t(operation.forward)].name == "aten::exp";
  }
  CHECK(found);
  CHECK_FALSE(trace.operations.front().backward);
}

TEST_CASE("What has no memory has no value") {
  Recorder recorder;
  CHECK(recorder.value_of(at::Tensor()) == -1);
}

TEST_CASE("Nothing is recorded before and after and a second recorder is refused meanwhile") {
  const auto x = torch::ones({3});
  x.exp();
  {
    Recorder recorder;
    CHECK_THROWS_AS(Recorder(), c10::Error);
    CHECK(recorder.take().operations.empty());
  }
  x.exp();
  Recorder recorder;
  CHECK(recorder.take().operations.empty());
}
