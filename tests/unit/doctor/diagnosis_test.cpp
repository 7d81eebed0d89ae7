#include "lowlight/doctor/diagnosis.h"

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include <limits>

#include "lowlight/core/error.h"
#include "museum/museum.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

Diagnosis of_log_of_zero() {
  torch::manual_seed(1);
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(3, 4, 3));
  const auto x = torch::rand({2, 3, 8, 8});
  auto patient = patient_of(
      *conv, {{"image", x}}, [&] { return only("energy", conv->forward(x).relu().log().mean()); });
  patient.files = {"a.png", "a_mask.png", "b.png", "b_mask.png"};
  return diagnose(patient);
}

}  // namespace

TEST_CASE("A diagnosis reads back from JSON as it was written") {
  auto diagnosis = of_log_of_zero();
  diagnosis.error = "naïve \xff";
  diagnosis.modules.front().input_magnitude = std::numeric_limits<double>::infinity();
  diagnosis.modules.front().coverage = 0.25;
  diagnosis.modules.front().mask_range = {-1, 2};
  const auto text = diagnosis_to_json(diagnosis);
  auto again = diagnosis_from_json(text, "report.json");
  again.error = diagnosis.error;  // what is not UTF-8 is replaced
  CHECK(again == diagnosis);
  CHECK(diagnosis_to_json(again).size() == text.size());
}

TEST_CASE("What is no diagnosis is refused by name") {
  for (const auto* text : {"", "{}", "[]", "{\"reproduced\": 1}", "nonsense"}) {
    CHECK_THROWS_WITH(diagnosis_from_json(text, "report.json"), ContainsSubstring("report.json"));
  }
}

TEST_CASE("The files of the bad sample are the suspects") {
  const auto diagnosis = of_log_of_zero();
  REQUIRE(diagnosis.producer);
  REQUIRE_FALSE(diagnosis.producer->output.first_bad.empty());
  const auto sample = diagnosis.producer->output.first_bad.front();
  CHECK(diagnosis.suspects[0] == diagnosis.files[size_t(2 * sample)]);
  CHECK(diagnosis.suspects.size() == 2);
}

TEST_CASE("Rows of a weight are no samples though they are as many") {
  torch::manual_seed(1);
  torch::nn::Linear linear(3, 4);
  const auto x = torch::rand({4, 3});
  for (const bool of_weight : {true, false}) {
    auto patient = patient_of(*linear, {{"x", x}}, [&] {
      const auto y = linear->forward(x);
      return only("l", (of_weight ? linear->weight : y).sub(9).sqrt().mean() + y.mean());
    });
    patient.files = {"a.png", "b.png", "c.png", "d.png"};
    const auto diagnosis = diagnose(patient);
    EXPECT_CAUSE(diagnosis, "root_of_negative");
    CHECK(diagnosis.suspects.size() == (of_weight ? 0 : 1));
  }
}

TEST_CASE("Of two bad inputs the earlier is followed to its producer") {
  torch::manual_seed(1);
  torch::nn::Linear linear(3, 4);
  const auto x = torch::rand({2, 3});
  const auto diagnosis = diagnose(patient_of(*linear, {{"x", x}}, [&] {
    const auto y = linear->forward(x);
    const auto first = (y.abs() + 2).asin(), second = (y.abs() + 2).acos();
    return only("l", (second + first).mean());
  }));
  CHECK(diagnosis.producer->operation == "aten::asin");
}

TEST_CASE("The trail leads from the batch to the producer with growing values") {
  torch::manual_seed(1);
  torch::nn::Sequential network;
  for (int i = 0; i < 4; ++i) {
    network->push_back(torch::nn::Linear(torch::nn::LinearOptions(8, 8).bias(false)));
    const torch::NoGradGuard no_gradients;
    network[size_t(i)]->as<torch::nn::Linear>()->weight.fill_(1000);
  }
  const auto x = torch::rand({2, 8});
  const auto diagnosis = diagnose(patient_of(*network, {{"x", x}}, [&] {
    return only("l", network->forward(x).square().square().square().mean());
  }));
  REQUIRE(diagnosis.trail.size() >= 5);
  CHECK(diagnosis.trail.front().place == "x of the batch");
  for (size_t i = 1; i < diagnosis.trail.size(); ++i)
    CHECK(diagnosis.trail[i].magnitude > diagnosis.trail[i - 1].magnitude);
  CHECK_THAT(diagnosis.text(), ContainsSubstring("values grow with depth"));
}
