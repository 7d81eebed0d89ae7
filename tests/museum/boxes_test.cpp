// Bugs of detectors, as the notes tell of them, and the library's own forms beside them.
#include "lowlight/losses/detection.h"
#include "lowlight/models/yunet.h"
#include "museum.h"
#include "support/synthetic_faces.h"

using namespace lowlight;
using namespace lowlight::test;
using detection::Pixels;

namespace {

at::Tensor shared_area(const at::Tensor& a, const at::Tensor& b) {
  const auto corner = torch::maximum(a.slice(1, 0, 2), b.slice(1, 0, 2));
  const auto end = torch::minimum(a.slice(1, 2, 4), b.slice(1, 2, 4));
  return (end - corner).clamp_min(0).prod(1);
}

/// The losses of the library for a batch of one picture.
LossValues detection_losses(SmallDetector& detector, const at::Tensor& x, const at::Tensor& boxes) {
  const auto terms =
      losses::detection_loss(detector.heads(x),
                             detector.anchors({x.size(3), x.size(2)}),
                             detector.coding(),
                             {losses::PictureLabels{detection::corners_from<Pixels>(boxes)}});
  LossValues values{torch::zeros({}), terms};
  for (const auto& term : terms) values.total = values.total + term.value;
  return values;
}

}  // namespace

TEST_CASE("Boxes in shares before anchors in pixels are named though nothing is NaN") {
  auto conv = small_conv();
  const auto x = torch::rand({1, 3, 8, 8});
  const auto anchors = torch::tensor({{16.f, 16.f, 48.f, 48.f}, {100.f, 90.f, 180.f, 190.f}});
  for (const double unit : {640., 1.}) {
    const auto boxes = torch::tensor({{20.f, 20.f, 50.f, 50.f}, {90.f, 90.f, 150.f, 170.f}}) / unit;
    const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}, {"boxes", boxes}}, [&] {
      return only("box", conv->forward(x).mean() * (1 - shared_area(boxes, anchors) / 1e4).mean());
    }));
    EXPECT_CAUSE(diagnosis, unit == 1 ? "none" : "boxes_in_other_units");
  }
}

TEST_CASE("Labels without a box are named, and the library's loss does without") {
  torch::manual_seed(1);
  SmallDetector detector;
  const auto x = torch::rand({1, 3, 64, 64}), none = torch::zeros({0, 4});
  const auto diagnosis = diagnose(patient_of(detector, {{"image", x}, {"boxes", none}}, [&] {
    const auto heads = detector.heads(x);
    return only("box", (heads.boxes[0].slice(0, 0, 0) - none).abs().sum() / none.sum());
  }));
  EXPECT_CAUSE(diagnosis, "no_box_in_labels");
  EXPECT_CAUSE(diagnose(patient_of(detector,
                                   {{"image", x}, {"boxes", none}},
                                   [&] { return detection_losses(detector, x, none); })),
               "none");
}

TEST_CASE("A box of no area costs the library's loss nothing") {
  torch::manual_seed(1);
  SmallDetector detector;
  const auto x = torch::rand({1, 3, 64, 64});
  const auto boxes = torch::tensor({{0.f, 0.f, 0.f, 0.f}, {10.f, 10.f, 34.f, 34.f}});
  EXPECT_CAUSE(diagnose(patient_of(detector,
                                   {{"image", x}, {"boxes", boxes}},
                                   [&] { return detection_losses(detector, x, boxes); })),
               "none");
}

TEST_CASE("A black crop is no trouble where the norm has its eps inside the root") {
  auto conv = torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 3).padding(1).bias(false));
  auto x = torch::rand({2, 3, 8, 8});
  x[1].zero_();
  EXPECT_CAUSE(diagnose(patient_of(*conv,
                                   {{"image", x}},
                                   [&] {
                                     const auto features = torch::leaky_relu(conv->forward(x));
                                     const auto squares = features.square().sum(1, true);
                                     const auto norm = (squares + 1e-10).sqrt();
                                     return only("detection", (features / norm).mean());
                                   })),
               "none");
}

TEST_CASE("A detector that is fed codes where it wants shares is named") {
  auto yunet = models::load_yunet(LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors");
  auto conv = torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 3, 3).padding(1));
  const auto picture = torch::rand({1, 3, 64, 64});
  for (const double scale : {1., 255.}) {
    const auto x = picture * scale;
    auto patient = patient_of(*conv, {{"image", x}}, [&] {
      const auto enhanced = x + 0 * conv->forward(x);
      return only("detection", yunet->heads(enhanced).scores().mean());
    });
    patient.subject.modules.emplace_back("detector", yunet.get());
    patient.units = {{"detector", 0, 255}};
    const auto diagnosis = diagnose(patient);
    EXPECT_CAUSE(diagnosis, scale == 1 ? "none" : "normalisation_mismatch");
  }
}
