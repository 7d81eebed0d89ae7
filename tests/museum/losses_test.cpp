// Bugs of losses, as the notes tell of them.
#include "lowlight/losses/contrastive.h"
#include "lowlight/losses/efdm.h"
#include "museum.h"

using namespace lowlight;
using namespace lowlight::test;

namespace {

at::Tensor squared_distance(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).square().mean({1, 2, 3});
}

/// Σ pos / neg as upstream has it: nothing guards the denominator.
at::Tensor bare_contrastive(const at::Tensor& result, const at::Tensor& style) {
  const auto others = style.slice(0, 1);
  std::vector<at::Tensor> ratios;
  for (int64_t n = 0; n < result.size(0); ++n) {
    const auto negative = style.roll(1, 0)[n].unsqueeze(0);
    ratios.push_back(squared_distance(result[n].unsqueeze(0), style[n].unsqueeze(0)) /
                     squared_distance(style[n].unsqueeze(0), negative));
  }
  return torch::cat(ratios).mean();
}

}  // namespace

TEST_CASE("A contrastive loss over a batch of one is named") {
  auto conv = small_conv();
  const auto x = torch::rand({1, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(*conv, {{"style", x}}, [&] {
    const auto codes = conv->forward(x);
    const auto others = codes.slice(0, 1);
    return only("contrastive", codes.mean() / (codes.slice(0, 0, 1) - others).square().mean());
  }));
  EXPECT_CAUSE(diagnosis, "batch_of_one");
  EXPECT_CAUSE(diagnose(patient_of(*conv,
                                   {{"style", x}},
                                   [&] {
                                     const auto codes = conv->forward(x);
                                     const auto term =
                                         losses::contrastive_loss({codes}, {codes * 2}, {{}});
                                     return LossValues{codes.mean() + term.value, {term}};
                                   })),
               "none");
}

TEST_CASE("The same style twice in a batch is named") {
  auto conv = small_conv();
  auto x = torch::rand({3, 3, 8, 8});
  x[2].copy_(x[1]);
  auto patient = patient_of(*conv, {{"style", x}}, [&] {
    const auto codes = conv->forward(x);
    return only("contrastive", bare_contrastive(codes * 2, codes));
  });
  patient.files = {"monet.png", "dunhuang.png", "dunhuang.png"};
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "same_style_twice");
  CHECK_THAT(diagnosis.text(), ContainsSubstring("sample 1 (dunhuang.png)"));
  EXPECT_CAUSE(
      diagnose(patient_of(
          *conv,
          {{"style", x}},
          [&] {
            const auto codes = conv->forward(x);
            const auto term = losses::contrastive_loss({codes}, {codes * 2}, {{1}, {2, 0}, {1, 0}});
            return LossValues{term.value, {term}};
          })),
      "none");
}

TEST_CASE("A denominator of zero is named") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(*conv, {{"style", x}}, [&] {
    const auto codes = conv->forward(x);
    return only("contrastive", codes.square().mean() / (codes - codes.clone()).square().mean());
  }));
  EXPECT_CAUSE(diagnosis, "zero_denominator");
  CHECK_THAT(diagnosis.producer->place, ContainsSubstring("aten::div"));
}

TEST_CASE("Ranks of maps of unequal sizes are named though nothing is NaN") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8}), style = torch::rand({2, 3, 16, 16});
  const auto diagnosis = diagnose(patient_of(*conv, {{"content", x}, {"style", style}}, [&] {
    const auto a = conv->forward(x).flatten(2), b = conv->forward(style).flatten(2);
    const auto ranks = std::get<1>(std::get<1>(a.sort(-1)).sort(-1));
    const auto matched = std::get<0>(b.sort(-1)).gather(-1, ranks);
    return only("style", (a - matched).square().mean());
  }));
  EXPECT_CAUSE(diagnosis, "unequal_sizes");
  CHECK_FALSE(diagnosis.reproduced);
  EXPECT_CAUSE(diagnose(patient_of(*conv,
                                   {{"content", x}, {"style", style}},
                                   [&] {
                                     return only(
                                         "style",
                                         losses::efdm_loss(conv->forward(x),
                                                           conv->forward(style),
                                                           losses::SizeMismatch::interpolate));
                                   })),
               "none");
}

TEST_CASE("The root at zero of a black crop is named though the loss is finite") {
  auto conv = torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 3).padding(1).bias(false));
  auto x = torch::rand({3, 3, 8, 8});
  x[1].zero_();
  auto patient = patient_of(*conv, {{"image", x}}, [&] {
    const auto features = torch::leaky_relu(conv->forward(x));
    const auto norm = features.square().sum(1, true).sqrt() + 1e-10;
    return only("detection", (features / norm).mean());
  });
  patient.files = {"day.png", "night.png", "noon.png"};
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "root_at_zero");
  CHECK(diagnosis.producer->backward);
  CHECK_THAT(diagnosis.text(), ContainsSubstring("black throughout in sample 1 (night.png)"));
  EXPECT_CAUSE(diagnose(patient_of(*conv,
                                   {{"image", x}},
                                   [&] {
                                     const auto features = torch::leaky_relu(conv->forward(x));
                                     const auto norm =
                                         (features.square().sum(1, true) + 1e-10).sqrt();
                                     return only("detection", (features / norm).mean());
                                   })),
               "none");
}

TEST_CASE("The logarithm of zero is named") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}}, [&] {
    const auto probability = torch::sigmoid(conv->forward(x) - 200);
    return only("energy", -probability.log().mean());
  }));
  EXPECT_CAUSE(diagnosis, "log_of_zero");
  EXPECT_CAUSE(
      diagnose(patient_of(
          *conv,
          {{"image", x}},
          [&] { return only("energy", -torch::log_sigmoid(conv->forward(x) - 200).mean()); })),
      "none");
}

TEST_CASE("The logarithm of a negative number is named") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(
      *conv, {{"image", x}}, [&] { return only("energy", -conv->forward(x).log().mean()); }));
  EXPECT_CAUSE(diagnosis, "log_of_negative");
}

TEST_CASE("A variance that rounding made negative is named") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}}, [&] {
    const auto y = conv->forward(x) * 1e-4 + 1000;
    const auto variance = y.square().mean({2, 3}) - y.mean({2, 3}).square();
    return only("style", (variance - 1e-3).sqrt().mean());
  }));
  EXPECT_CAUSE(diagnosis, "root_of_negative");
}

TEST_CASE("A box without area is named with its file") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  auto boxes = torch::tensor({1.0f, 1.0f, 5.0f, 6.0f, 0.0f, 0.0f, 0.0f, 0.0f}).view({2, 1, 4});
  auto patient = patient_of(*conv, {{"image", x}, {"boxes", boxes}}, [&] {
    const auto sizes = boxes.slice(2, 2, 4) - boxes.slice(2, 0, 2);
    const auto target = (sizes / 16).log();
    return only("box", (conv->forward(x).mean({1, 2, 3}).view({2, 1, 1}) - target).abs().mean());
  });
  patient.files = {"street.png", "empty.png"};
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "zero_area_box");
  CHECK_THAT(diagnosis.text(), ContainsSubstring("empty.png"));
}
