#include <torch/nn/modules/batchnorm.h>

#include <cmath>

#include "doctor/causes.h"
#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

/// What a cause says of a step after `history`; the step overflows, or is finite.
std::string found_after(Cause cause, const History& history, bool overflows = true) {
  const auto x = torch::full({2, 5}, overflows ? 200. : 0.);
  auto patient = step_on({{"x", x}}, [&] { return x.to(torch::kFloat).exp().mean(); });
  patient.history = history;
  return key_of(cause(DoctorCase(patient).evidence));
}

}  // namespace

TEST_CASE("A learning rate is blamed for losses that grow and for an update as large as weights") {
  const std::vector<double> growing = {1, 2, 4, 8, 100}, steady = {1, 0.9, 1, 0.8, 0.9};
  CHECK(found_after(learning_rate, {growing, {1}, {0.05, 0.05}}) == "learning_rate");
  CHECK(found_after(learning_rate, {growing, {1}, {1e-3, 1e-3}}) == "");
  CHECK(found_after(learning_rate, {steady, {1}, {0.05, 0.05}}) == "");
  CHECK(found_after(learning_rate, {steady, {1}, {0.5}}) == "learning_rate");
  CHECK(found_after(learning_rate, {}) == "");
}

TEST_CASE("A rate that is negative or no number is a schedule past its end") {
  const auto found = [](double rate, bool overflows) {
    return found_after(schedule_negative_base, {{}, {1e-3, rate}, {}}, overflows);
  };
  CHECK(found(std::nan(""), false) == "schedule_negative_base");
  CHECK(found(-1e-4, false) == "schedule_negative_base");
  CHECK(found(0, false) == "");
  CHECK(found(-1e-4, true) == "");
}

TEST_CASE("Reduced precision is blamed where float is finite alone") {
  const auto x = torch::full({2, 5}, 300.);
  DoctorCase step(step_on({{"x", x}}, [&] { return x.to(torch::kHalf).square().mean(); }));
  CHECK_FALSE(reduced_precision(step.evidence));
  step.evidence.finite_in_float = false;
  CHECK_FALSE(reduced_precision(step.evidence));
  step.evidence.finite_in_float = true;
  const auto finding = reduced_precision(step.evidence);
  REQUIRE(finding);
  CHECK_THAT(finding->evidence.back(), ContainsSubstring("Half values of"));
}

TEST_CASE("The deviation of one value is named where it is taken or refused") {
  const auto one = torch::rand({1, 5}), two = torch::rand({2, 5});
  for (const auto& [x, key] :
       std::vector<std::pair<at::Tensor, std::string>>{{one, "one_value_statistics"}, {two, ""}}) {
    const DoctorCase step(step_on({{"x", x}}, [x = x] { return x.std(0, true, true).mean(); }));
    CHECK(key_of(one_value_statistics(step.evidence)) == key);
  }
  torch::nn::BatchNorm1d norm(5);
  const DoctorCase refused(
      patient_of(*norm, {{"x", one}}, [&] { return only("loss", norm->forward(one).mean()); }));
  CHECK(key_of(one_value_statistics(refused.evidence)) == "one_value_statistics");
}
