#include "doctor/evidence.h"

#include <limits>

#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

Symptom symptom_of(const at::Tensor& x, const std::function<at::Tensor(const at::Tensor&)>& loss) {
  return DoctorCase(step_on({{"x", x}}, [&] { return loss(x); })).evidence.symptom;
}

}  // namespace

TEST_CASE("The symptom is what the first operation did that made something not finite") {
  const auto ones = torch::ones({2, 5}), zeros = torch::zeros({2, 5});
  CHECK(symptom_of(ones, [](auto& x) { return x.mean(); }) == Symptom::none);
  CHECK(symptom_of(ones, [](auto& x) { return (x * 100).exp().mean(); }) == Symptom::overflow);
  CHECK(symptom_of(zeros, [](auto& x) { return (1 / x).mean(); }) == Symptom::division_by_zero);
  CHECK(symptom_of(zeros, [](auto& x) { return x.log().mean(); }) == Symptom::log_of_zero);
  CHECK(symptom_of(-ones, [](auto& x) { return x.log().mean(); }) == Symptom::log_of_negative);
  CHECK(symptom_of(-ones, [](auto& x) { return x.sqrt().mean(); }) == Symptom::root_of_negative);
  CHECK(symptom_of(ones, [](auto& x) { return x.slice(0, 2).mean(); }) == Symptom::empty_mean);
  CHECK(symptom_of(ones, [](auto& x) { return (x * 2).acos().mean(); }) == Symptom::other);
  const auto bad = torch::full({2, 5}, std::numeric_limits<float>::infinity());
  CHECK(symptom_of(bad, [](auto& x) { return x.mean(); }) == Symptom::bad_source);
}

TEST_CASE("The producer is known with its operand and all that it was computed from") {
  const auto x = torch::zeros({2, 5}), unused = torch::ones({2, 5});
  const DoctorCase step(step_on({{"x", x}, {"unused", unused}}, [&] {
    const auto beside = unused * 2;
    return (x * 3).reciprocal().mean() + beside.mean();
  }));
  const auto& e = step.evidence;
  REQUIRE(e.operation >= 0);
  const auto& producer = e.trace.operations[size_t(e.operation)];
  CHECK(producer.name == "aten::reciprocal");
  CHECK(e.operand == producer.input("self"));
  CHECK(e.maker(e.operand)->name == "aten::mul");
  for (size_t i = 0; i < e.trace.values.size(); ++i) {
    if (e.trace.values[i].name == "x") CHECK(e.is_upstream(int64_t(i)));
    if (e.trace.values[i].name == "unused") CHECK_FALSE(e.is_upstream(int64_t(i)));
  }
  CHECK_FALSE(e.is_upstream(-1));
  CHECK(e.maker(-1) == nullptr);
}

TEST_CASE("The sample that is to blame is told with its files") {
  auto x = torch::ones({3, 5});
  x[1][2] = 0;
  auto patient = step_on({{"x", x}}, [&] { return (1 / x).mean(); });
  patient.files = {"a.png", "b.png", "b_mask.png"};
  const DoctorCase step(patient);
  CHECK(step.evidence.batch_size() == 3);
  CHECK(step.evidence.bad_sample() == 1);
  CHECK(step.evidence.may_be_sample(1));
  CHECK_FALSE(step.evidence.may_be_sample(0));
  CHECK(step.evidence.sample_text(1) == "sample 1 (b.png)");
  CHECK(step.evidence.sample_text(3) == "element 3");
}

TEST_CASE("An operation in place has the name of the one that is not") {
  CHECK(plain_name({.name = "aten::div_"}) == "aten::div");
  CHECK(plain_name({.name = "aten::div"}) == "aten::div");
  CHECK(plain_name({.name = "aten::__and__"}) == "aten::__and__");
}

TEST_CASE("Convolutions are known forward only") {
  CHECK(is_convolution({.name = "aten::convolution_overrideable"}));
  CHECK_FALSE(is_convolution({.name = "aten::convolution_backward", .backward = true}));
  CHECK_FALSE(is_convolution({.name = "aten::mm"}));
}
