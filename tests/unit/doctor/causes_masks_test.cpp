#include "doctor/causes.h"
#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

using Loss = std::function<at::Tensor(const at::Tensor& image, const at::Tensor& mask)>;

/// The causes in masks that fit a step on pictures with this mask.
std::vector<std::string> found_in(const at::Tensor& mask, const Loss& loss) {
  torch::manual_seed(1);
  const auto image = torch::rand({2, 3, 6, 6});
  const DoctorCase step(
      step_on({{"image", image}, {"mask", mask}}, [&] { return loss(image, mask); }));
  std::vector<std::string> keys;
  for (const Cause cause : {shared_mask_kernel,
                            mask_not_binary,
                            mask_of_two,
                            groups_forgotten,
                            empty_mask,
                            ratio_out_of_range}) {
    if (const auto finding = cause(step.evidence)) keys.push_back(finding->key);
  }
  return keys;
}

using Keys = std::vector<std::string>;

at::Tensor half_mask() {
  auto mask = torch::ones({2, 1, 6, 6});
  mask.slice(2, 0, 3).zero_();
  return mask;
}

at::Tensor window_sums(const at::Tensor& mask) {
  return torch::conv2d(mask, torch::ones({1, 1, 3, 3}), {}, 1, 1);
}

/// The window sums of masks of four channels in two groups.
at::Tensor grouped_sums(const at::Tensor& mask) {
  const std::vector<int64_t> one{1, 1}, none{0, 0};
  return torch::conv2d(mask, torch::ones({2, 2, 3, 3}), at::Tensor(), one, none, one, 2);
}

}  // namespace

TEST_CASE("A mask is binary or named") {
  const Loss masked = [](auto& image, auto& mask) { return (image * mask).mean(); };
  CHECK(found_in(half_mask(), masked) == Keys{});
  CHECK(found_in(half_mask() * 2 - 1, masked) == Keys{"mask_not_binary"});
  CHECK(found_in(half_mask() * 255, masked) == Keys{"mask_not_binary"});
}

TEST_CASE("Two masks may be joined by their maximum and not by their sum") {
  CHECK(found_in(half_mask(), [](auto& image, auto& mask) {
          return (image * (mask + mask.flip({3}))).mean();
        }) == Keys{"mask_of_two"});
  CHECK(found_in(half_mask(), [](auto& image, auto& mask) {
          return (image * torch::maximum(mask, mask.flip({3}))).mean();
        }) == Keys{});
}

TEST_CASE("A mean over the valid pixels of a sample that has none is named") {
  auto empty = half_mask();
  empty[1].zero_();
  const Loss mean = [](auto& image, auto& mask) {
    return ((image * mask).sum({1, 2, 3}) / mask.sum({1, 2, 3})).mean();
  };
  const auto keys = found_in(empty, mean);
  REQUIRE_FALSE(keys.empty());
  CHECK(keys.front() == "empty_mask");
  CHECK(found_in(half_mask(), mean) == Keys{});
}

TEST_CASE("A ratio with an empty window leaves its range unless the divisor is made safe") {
  auto corner = torch::zeros({2, 1, 6, 6});
  corner.slice(2, 0, 1).fill_(1);
  CHECK(found_in(corner, [](auto& image, auto& mask) {
          return (image * (9 / (window_sums(mask) + 1e-30))).square().mean() * 1e30;
        }) == Keys{"ratio_out_of_range"});
  CHECK(found_in(corner, [](auto& image, auto& mask) {
          return (image * (9 / window_sums(mask).clamp_min(1))).log().sub(99).log().mean();
        }) == Keys{});
}

TEST_CASE("A mask that is summed by a learned kernel is named and one with a sum of its own not") {
  torch::manual_seed(1);
  auto conv = small_conv();
  const auto image = torch::rand({2, 3, 6, 6}), mask = half_mask();
  for (const bool shared : {true, false}) {
    const auto ones = torch::ones_like(conv->weight.detach());
    const DoctorCase step(patient_of(*conv, {{"image", image}, {"mask", mask}}, [&] {
      const auto sums = torch::conv2d(
          mask.expand({2, 3, 6, 6}).contiguous(), shared ? conv->weight : ones, {}, 1, 1);
      return only("loss", (conv->forward(image) / sums.abs().add(1)).mean());
    }));
    const auto finding = shared_mask_kernel(step.evidence);
    REQUIRE(finding.has_value() == shared);
    if (finding) CHECK_THAT(finding->verdict, ContainsSubstring("weight"));
  }
}

TEST_CASE("A window that counts all groups of a convolution is named") {
  torch::manual_seed(1);
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(4, 4, 3).groups(2).bias(false));
  const auto image = torch::rand({2, 4, 6, 6}), mask = torch::ones({2, 4, 6, 6});
  for (const double window : {9.0 * 4, 9.0 * 2}) {
    const DoctorCase step(patient_of(*conv, {{"image", image}, {"mask", mask}}, [&] {
      const auto sums = grouped_sums(mask);
      const auto ratio = (window / sums).repeat_interleave(2, 1);
      return only("loss", (conv->forward(image * mask) * ratio).mean());
    }));
    CHECK(key_of(groups_forgotten(step.evidence)) == (window == 36 ? "groups_forgotten" : ""));
  }
}
