#include "doctor/causes.h"
#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

/// The causes in the formulas of losses that fit a step on the batch tensor "x".
std::vector<std::string> found_in(const at::Tensor& x,
                                  const std::function<at::Tensor(const at::Tensor&)>& loss) {
  const DoctorCase step(step_on({{"x", x}}, [&] { return loss(x); }));
  std::vector<std::string> keys;
  for (const Cause cause : {log_of_negative,
                            log_of_zero,
                            root_at_zero,
                            root_of_negative,
                            batch_of_one,
                            same_style_twice,
                            zero_denominator,
                            unequal_sizes}) {
    if (const auto finding = cause(step.evidence)) keys.push_back(finding->key);
  }
  return keys;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("Logarithms and roots of what has none are told apart") {
  const auto zeros = torch::zeros({2, 5}), ones = torch::ones({2, 5});
  CHECK(found_in(zeros, [](auto& x) { return x.log().mean(); }) == Keys{"log_of_zero"});
  CHECK(found_in(-ones, [](auto& x) { return x.log().mean(); }) == Keys{"log_of_negative"});
  CHECK(found_in(-ones, [](auto& x) { return x.sqrt().mean(); }) == Keys{"root_of_negative"});
  CHECK(found_in(-ones, [](auto& x) { return x.pow(0.5).mean(); }) == Keys{"root_of_negative"});
  CHECK(found_in(ones, [](auto& x) { return x.log().add(x.sqrt()).mean(); }) == Keys{});
}

TEST_CASE("The slope of a root at zero is named though the loss is finite") {
  auto conv = small_conv();
  const auto image = torch::zeros({2, 3, 4, 4});
  for (const double eps : {0.0, 1e-6}) {
    const DoctorCase step(patient_of(*conv, {{"image", image}}, [&] {
      return only("loss", (conv->weight * 0).square().sum().add(eps).sqrt());
    }));
    const auto finding = root_at_zero(step.evidence);
    REQUIRE(finding.has_value() == (eps == 0));
    if (finding) CHECK_THAT(finding->evidence.back(), ContainsSubstring("black throughout"));
  }
}

TEST_CASE("A mean over the other samples of a batch of one is named") {
  const auto others = [](const at::Tensor& x) { return x.slice(0, 1).mean(); };
  CHECK(found_in(torch::rand({1, 5}), others) == Keys{"batch_of_one"});
  CHECK(found_in(torch::rand({2, 5}), others) == Keys{});
}

TEST_CASE("A distance of zero is the twins' where there are some and a denominator's everywhere") {
  const auto distance = [](const at::Tensor& x) { return 1 / (x[0] - x[1]).square().sum(); };
  const auto twins = torch::rand({1, 3, 4, 4}).expand({2, 3, 4, 4}).clone();
  CHECK(found_in(twins, distance) == Keys{"same_style_twice", "zero_denominator"});
  CHECK(found_in(twins, [](auto& x) { return 1 / (x[0] * 0).sum(); }) == Keys{"zero_denominator"});
  CHECK(found_in(torch::rand({2, 3, 4, 4}), distance) == Keys{});
}

TEST_CASE("Ranks of one length among sorted values of another are named though all is finite") {
  const auto compared = [](const at::Tensor& x) {
    const auto other = x.slice(0, 0, 4);
    const auto ranks = std::get<1>(std::get<1>(other.sort()).sort());
    return std::get<0>(x.sort()).gather(0, ranks).mean();
  };
  CHECK(found_in(torch::rand({8}), compared) == Keys{"unequal_sizes"});
  CHECK(found_in(torch::rand({4}), compared) == Keys{});
}
