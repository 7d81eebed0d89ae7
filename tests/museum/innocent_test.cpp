// What looks like a bug of the catalogue and is none: it must not be blamed for another one.
#include <cmath>

#include "lowlight/doctor/health.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "museum.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

at::Tensor picture() { return torch::rand({2, 3, 8, 8}); }

at::Tensor mask_with_hole() {
  auto mask = torch::ones({2, 1, 8, 8});
  mask.slice(2, 0, 5).slice(3, 0, 5).zero_();
  return mask;
}

at::Tensor window_sum(const at::Tensor& mask) { return torch::avg_pool2d(mask, 3, 1, 1) * 9; }

/// A bug that no entry of the catalogue describes.
at::Tensor unknown_bug(const at::Tensor& y) { return torch::acos(y.abs() + 1.5).mean(); }

/// A bug whose symptom is overflow and whose cause is not in the catalogue.
at::Tensor overflow(const at::Tensor& y) { return (y * 1e30).square().mean(); }

}  // namespace

TEST_CASE("Masks joined by or through their sum are no mask of two") {
  auto conv = small_conv();
  const auto x = picture(), mask = mask_with_hole();
  EXPECT_CAUSE(
      diagnose(patient_of(*conv,
                          {{"image", x}, {"mask", mask}},
                          [&] {
                            const auto both =
                                (mask + torch::max_pool2d(mask, 3, 1, 1) > 0).to(torch::kFloat);
                            const auto capped = (mask + mask).clamp_max(1);
                            return only("style", overflow(conv->forward(x * both * capped)));
                          })),
      "unknown");
}

TEST_CASE("A ratio that is made safe after the division is not blamed") {
  auto conv = small_conv();
  const auto x = picture(), mask = mask_with_hole();
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}, {"mask", mask}}, [&] {
    const auto sum = window_sum(mask);
    const auto ratio = torch::where(sum > 0.5, 9 / sum, torch::zeros({}));
    return only("style", overflow(conv->forward(x * mask) * ratio));
  }));
  EXPECT_CAUSE(diagnosis, "unknown");
}

TEST_CASE("Offsets and edges of masks are no normalised mask") {
  auto conv = small_conv();
  const auto x = picture(), mask = mask_with_hole();
  for (const bool broken : {false, true}) {
    EXPECT_CAUSE(diagnose(patient_of(*conv,
                                     {{"image", x}, {"mask", mask}},
                                     [&] {
                                       const auto edges = mask.slice(3, 1) - mask.slice(3, 0, -1);
                                       const auto y = conv->forward(x * mask) + (mask - 1) * 1e4;
                                       const auto l = y.mean() + edges.abs().mean();
                                       return only("style", broken ? l + overflow(y) : l);
                                     })),
                 broken ? "unknown" : "none");
  }
}

TEST_CASE("Half covered windows of a convolution in two groups are no forgotten groups") {
  torch::manual_seed(1);
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(4, 4, 2).groups(2));
  const auto x = torch::rand({2, 4, 8, 8});
  auto mask = torch::zeros({2, 1, 8, 8});
  mask.slice(3, 0, 8, 2).fill_(1);
  EXPECT_CAUSE(diagnose(patient_of(*conv,
                                   {{"image", x}, {"mask", mask}},
                                   [&] {
                                     const auto ratio = 4 / (torch::avg_pool2d(mask, 2, 1) * 4);
                                     return only("style",
                                                 overflow(conv->forward(x * mask) * ratio));
                                   })),
               "unknown");
}

TEST_CASE("An empty mask is not blamed for a zero among other features") {
  auto conv = small_conv();
  const auto x = picture();
  auto mask = mask_with_hole();
  mask[1].zero_();
  EXPECT_CAUSE(diagnose(patient_of(*conv,
                                   {{"image", x}, {"mask", mask}},
                                   [&] {
                                     const auto y = conv->forward(x * mask).relu();
                                     return only("style", y.mean() / y[0].amin());
                                   })),
               "zero_denominator");
}

TEST_CASE("Boxes by width and height are boxes with area") {
  auto conv = small_conv();
  const auto x = picture();
  const auto boxes =
      torch::tensor({50.0f, 60.0f, 20.0f, 30.0f, 7.0f, 9.0f, 3.0f, 2.0f}).view({2, 4});
  EXPECT_CAUSE(diagnose(patient_of(
                   *conv,
                   {{"image", x}, {"boxes", boxes}},
                   [&] {
                     const auto target = boxes.slice(1, 2).log().mean();
                     return only("box", (conv->forward(x).relu() * target).abs().log().mean());
                   })),
               "log_of_zero");
}

TEST_CASE("A network that explodes into frozen features is no matter of units") {
  auto conv = small_conv();
  auto features = torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 3, 3));
  const auto x = picture(), mean = torch::tensor({0.485f, 0.456f, 0.406f}).view({3, 1, 1});
  auto patient = patient_of(*conv, {{"image", x}}, [&] {
    const auto y = conv->forward(x).slice(1, 0, 3) * 1e25;
    return only("perceptual", features->forward(y - mean).square().mean());
  });
  patient.subject.modules.emplace_back("features", features.get());
  EXPECT_CAUSE(diagnose(patient), "unknown");
}

TEST_CASE("Bytes as they are are no picture of 16 bits") {
  auto conv = small_conv();
  const auto x = torch::randint(0, 256, {2, 3, 8, 8}).to(torch::kFloat);
  EXPECT_CAUSE(diagnose(patient_of(
                   *conv, {{"image", x}}, [&] { return only("l", conv->forward(x).mean()); })),
               "none");
}

TEST_CASE("A loss that rises once is no learning rate") {
  auto conv = small_conv();
  const auto x = picture();
  auto patient = patient_of(
      *conv, {{"image", x}}, [&] { return only("l", overflow(conv->forward(x) * 1e9)); });
  patient.history = {{1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 7}, {1e-4}, {1e-3, 1e-3, 1e-3, 1e-3}};
  EXPECT_CAUSE(diagnose(patient), "unknown");
}

TEST_CASE("A constant picture is not blamed for a division it has no part in") {
  auto conv = small_conv();
  auto x = picture();
  const auto other = torch::rand({2, 3, 8, 8});
  x[0].fill_(0.5);
  EXPECT_CAUSE(diagnose(patient_of(*conv,
                                   {{"image", x}, {"other", other}},
                                   [&] {
                                     const auto spread = (other - other).abs().mean({1, 2, 3});
                                     return only("l",
                                                 conv->forward(x).mean() + (1 / spread).mean());
                                   })),
               "zero_denominator");
}

TEST_CASE("An unknown bug beside many suspicious things stays unknown") {
  auto conv = small_conv();
  auto x = picture();
  x[0].zero_();
  x[1].zero_();
  auto mask = mask_with_hole() * 2;
  mask[1].zero_();
  auto patient = patient_of(*conv, {{"image", x}, {"mask", mask}}, [&] {
    return only("l", unknown_bug(conv->forward(x * mask)));
  });
  patient.history.losses = {1, 2, 4, 8, 16, 32, 64};
  patient.history.update_ratios = {0.5, 0.5, 0.5, 0.5};
  EXPECT_CAUSE(diagnose(patient), "unknown");
}

TEST_CASE("A healthy enhancer is not warned of") {
  torch::manual_seed(1);
  models::Enhancer network(models::EnhancerOptions{.base_channels = 4});
  const auto dark = torch::rand({2, 3, 64, 64}) * 0.1, target = torch::rand({2, 3, 64, 64});
  const tasks::EnhancerBatch batch{dark, target, target, torch::zeros({2}, torch::kBool)};
  const auto patient = patient_of(*network, {{"dark", dark}, {"target", target}}, [&] {
    const auto terms = tasks::enhancer_losses(network, batch, {});
    auto total = torch::zeros({});
    for (const auto& each : terms) total = total + each.value;
    return LossValues{total, terms};
  });
  EXPECT_CAUSE(diagnose(patient), "none");
  const auto health = health_of(observe(patient.subject));
  INFO(health.text());
  CHECK(health.warnings.empty());
  CHECK(health.rows.size() > 5);
}
