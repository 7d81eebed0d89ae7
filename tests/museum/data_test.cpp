// Dirty data and wrong units.
#include "lowlight/models/vgg_features.h"
#include "museum.h"

#include <limits>

using namespace lowlight;
using namespace lowlight::test;

namespace {

/// Features that have the shape of the picture.
torch::nn::Conv2d picture_conv() {
  torch::manual_seed(1);
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 3, 3).padding(1));
}

Patient reconstruction(torch::nn::Conv2d conv, const at::Tensor& x) {
  auto patient = patient_of(*conv, {{"image", x}}, [=]() mutable {
    return only("reconstruction", (conv->forward(x) - x).square().mean());
  });
  patient.files = {"a.png", "b.png"};
  return patient;
}

/// Every picture divided by its own deviation.
Patient standardised(torch::nn::Conv2d conv, const at::Tensor& x) {
  auto patient = patient_of(*conv, {{"image", x}}, [=]() mutable {
    const auto mean = x.mean({1, 2, 3}, true);
    const auto deviation = (x - mean).square().mean({1, 2, 3}, true).sqrt();
    return only("reconstruction", conv->forward((x - mean) / deviation).square().mean());
  });
  patient.files = {"a.png", "b.png"};
  return patient;
}

}  // namespace

TEST_CASE("Data that is not finite is named with its file") {
  auto conv = picture_conv();
  for (const auto bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    auto x = torch::rand({2, 3, 8, 8});
    x[1][2][3][4] = bad;
    const auto diagnosis = diagnose(reconstruction(conv, x));
    EXPECT_CAUSE(diagnosis, "bad_data");
    CHECK(diagnosis.suspects == std::vector<std::string>{"b.png"});
    CHECK(diagnosis.producer->output.first_bad == std::vector<int64_t>{1, 2, 3, 4});
  }
}

TEST_CASE("A picture of one colour is named where its deviation is divided by") {
  auto conv = picture_conv();
  auto x = torch::rand({2, 3, 8, 8});
  x[1].fill_(0.5);
  const auto diagnosis = diagnose(standardised(conv, x));
  EXPECT_CAUSE(diagnosis, "constant_picture");
  CHECK(diagnosis.suspects == std::vector<std::string>{"b.png"});
  EXPECT_CAUSE(diagnose(reconstruction(conv, x)), "none");
}

TEST_CASE("A black picture is named where it is divided by") {
  auto conv = picture_conv();
  auto x = torch::rand({2, 3, 8, 8});
  x[0].zero_();
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}}, [&] {
    return only("exposure", conv->forward(x / x.amax({1, 2, 3}, true)).mean());
  }));
  EXPECT_CAUSE(diagnosis, "black_picture");
  EXPECT_CAUSE(diagnose(reconstruction(conv, x)), "none");
}

TEST_CASE("A picture of 16 bits that was divided by 255 is named") {
  auto conv = picture_conv();
  auto x = torch::randint(0, 256, {2, 3, 8, 8}).to(torch::kFloat) / 255;
  x[1].copy_(torch::randint(0, 65536, {3, 8, 8}).to(torch::kFloat) / 255);
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}}, [&] {
    return only("energy", (conv->forward(x).abs() * 10).exp().mean());
  }));
  EXPECT_CAUSE(diagnosis, "sixteen_bit_as_eight");
}

TEST_CASE("A frozen network that is given other units than it was trained on is named") {
  auto conv = picture_conv();
  models::VggFeatures features(models::VggOptions{
      .input = models::VggInput::imagenet, .deepest_layer = "conv1_1", .base_width = 4});
  for (auto& weight : features->parameters()) weight.requires_grad_(false);
  const auto x = torch::rand({2, 3, 32, 32});
  const auto of = [&](double scale, double shift) {
    auto patient = patient_of(*conv, {{"image", x}}, [=, &features]() mutable {
      const auto target = features->features(x * scale + shift, {"conv1_1"}).front();
      const auto found = features->features(conv->forward(x).sigmoid(), {"conv1_1"}).front();
      return only("perceptual", (found - target).square().mean());
    });
    patient.subject.modules.emplace_back("features", features.get());
    return diagnose(patient);
  };
  EXPECT_CAUSE(of(255, 0), "normalisation_mismatch");
  EXPECT_CAUSE(of(4, -2), "normalisation_mismatch");
  EXPECT_CAUSE(of(1, 0), "none");
}

TEST_CASE("Units that the caller knows are compared with what arrives") {
  auto conv = picture_conv();
  auto detector = picture_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  auto patient = patient_of(*conv, {{"image", x}}, [&] {
    return only("detection", detector->forward(conv->forward(x)).square().mean());
  });
  patient.subject.modules.emplace_back("detector", detector.get());
  patient.units = {{"detector", -123, 151}};
  EXPECT_CAUSE(diagnose(patient), "normalisation_mismatch");
  patient.units = {{"detector", -1, 1}};
  EXPECT_CAUSE(diagnose(patient), "none");
}
