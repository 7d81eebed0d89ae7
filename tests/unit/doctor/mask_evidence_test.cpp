#include "doctor/mask_evidence.h"

#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

/// A partial convolution as its formula says: conv(x · m) · (9 / sum(m)).
const DoctorCase& partial_convolution() {
  static torch::nn::Conv2d conv(torch::nn::Conv2dOptions(3, 4, 3).bias(false));
  static const auto image = torch::rand({2, 3, 6, 6}), mask = torch::ones({2, 1, 6, 6}),
                    ones = torch::ones({1, 1, 3, 3});
  static DoctorCase step(patient_of(*conv, {{"image", image}, {"mask", mask}}, [] {
    const auto ratio = 9 / torch::conv2d(mask, ones);
    return only("loss", (conv->forward(image * mask) * ratio.clamp(0, 9)).mean());
  }));
  return step;
}

}  // namespace

TEST_CASE("The ratio of a partial convolution is found behind what is made of it") {
  const auto& step = partial_convolution();
  const auto& e = step.evidence;
  const auto clamped = step.operation("aten::clamp").outputs.front();
  const auto ratio = ratio_behind(e, clamped);
  REQUIRE(ratio >= 0);
  CHECK(ratio_behind(e, ratio) == ratio);
  CHECK(ratio_behind(e, clamped, /*depth=*/0) == -1);
  CHECK(ratio_behind(e, step.operation("aten::mean").outputs.front()) == -1);
  const auto& sums = e.value(divisor_of(*e.maker(ratio)));
  CHECK(sums.is_mask());
  CHECK(sums.statistics.maximum == 9);
}

TEST_CASE("A reciprocal has the window 1 and a quotient that of its numerator") {
  const auto mask = torch::ones({2, 1, 6, 6}), image = torch::rand({2, 3, 6, 6});
  const DoctorCase step(step_on({{"image", image}, {"mask", mask}}, [&] {
    return (image * mask.sum().reciprocal() * (torch::full({1}, 5.) / mask.sum())).mean();
  }));
  CHECK(window_of(step.evidence, step.operation("aten::reciprocal")) == 1);
  CHECK(window_of(step.evidence, step.operation("aten::div")) == 5);
}

TEST_CASE("Sums over whole windows are told from sums over parts of them") {
  const auto& step = partial_convolution();
  const auto& e = step.evidence;
  const auto ratio = ratio_behind(e, step.operation("aten::clamp").outputs.front());
  const Operation* of_data = nullptr;
  for (const auto& operation : e.trace.operations)
    if (is_convolution(operation) && e.value(operation.input("input")).from_data)
      of_data = &operation;
  REQUIRE(of_data);
  CHECK(has_full_window(e, *of_data, *e.maker(ratio)));
  CHECK(convolution_of_data(e, e.value(of_data->input("weight")).memory) == of_data);
  CHECK(convolution_of_data(e, -5) == nullptr);
}

TEST_CASE("A mask acts as one where it multiplies features, also after it was reshaped") {
  const auto image = torch::rand({2, 3, 6, 6}), mask = torch::ones({2, 1, 6, 6});
  const DoctorCase step(step_on({{"image", image}, {"mask", mask}}, [&] {
    const auto small = torch::max_pool2d(mask, 2);
    const auto unused = mask.neg();
    return (torch::max_pool2d(image, 2) * small).mean() + unused.mean();
  }));
  const auto& e = step.evidence;
  const auto value_called = [&](const std::string& name) {
    for (size_t i = 0; i < e.trace.values.size(); ++i)
      if (e.trace.values[i].name == name) return int64_t(i);
    return int64_t(-1);
  };
  CHECK(acts_as_mask(e, value_called("mask")));
  CHECK_FALSE(acts_as_mask(e, value_called("mask"), /*depth=*/0));
  CHECK_FALSE(acts_as_mask(e, step.operation("aten::neg").outputs.front()));
  const auto& product = step.operation("aten::mul");
  CHECK(multiplies_data(e, product, product.input("other")));
  CHECK_FALSE(multiplies_data(e, product, product.input("self")));
}

TEST_CASE("A kernel sums masks where it is a registered weight and divides where its sum does") {
  auto conv = small_conv();
  const auto mask = torch::ones({2, 3, 6, 6});
  const DoctorCase step(patient_of(*conv, {{"mask", mask}}, [&] {
    return only("loss", (1 / conv->forward(mask).abs().add(1)).mean());
  }));
  const auto& e = step.evidence;
  const Operation* sums = nullptr;
  for (const auto& operation : e.trace.operations)
    if (is_convolution(operation)) sums = &operation;
  REQUIRE(sums);
  const auto kernel = weight_that_sums_masks(e, *sums);
  REQUIRE(kernel >= 0);
  CHECK(e.value(kernel).name == "weight");
  CHECK(divides(e, sums->outputs.front()));
  CHECK_FALSE(divides(e, step.operation("aten::mean").outputs.front()));
}
