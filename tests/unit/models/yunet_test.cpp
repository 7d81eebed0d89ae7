#include "lowlight/models/yunet.h"

#include <torch/types.h>

#include <filesystem>
#include <limits>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::models;
using detection::Corners;
using detection::Pixels;

namespace {

const std::filesystem::path kWeights = LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors";

YuNet shipped() { return load_yunet(kWeights); }

/// The published network's own outputs for a photo (ONNX Runtime).
const std::map<std::string, at::Tensor>& reference() {
  static const auto file =
      io::read_safetensors(LOWLIGHT_TEST_DATA "/cases/yunet_heads.safetensors").tensors;
  return file;
}

/// [1, 3, 256, 224] in [0, 1].
at::Tensor reference_photo() {
  return reference().at("in.photo_rgb").permute({2, 0, 1}).unsqueeze(0).to(torch::kFloat) / 255;
}

at::Tensor reference_head(const std::string& kind) {
  std::vector<at::Tensor> levels;
  for (const auto* stride : {"8", "16", "32"})
    levels.push_back(reference().at("out." + kind + "_" + stride));
  return torch::cat(levels, 1);
}

double greatest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace

TEST_CASE("Every head of YuNet is the published network's") {
  const torch::NoGradGuard no_gradients;
  const auto heads = shipped()->heads(reference_photo());
  CHECK(greatest_difference(heads.classes.sigmoid(), reference_head("cls")) < 1e-4);
  CHECK(greatest_difference(heads.objectness.sigmoid().unsqueeze(-1), reference_head("obj")) <
        1e-4);
  CHECK(greatest_difference(heads.boxes, reference_head("bbox")) < 1e-4);
  CHECK(greatest_difference(heads.landmarks, reference_head("kps")) < 1e-4);
}

TEST_CASE("YuNet finds the face that is there") {
  auto network = shipped();
  const auto found = detection::find_boxes(*network, reference_photo()[0]);
  REQUIRE(found.size() == 1);
  // By OpenCV's FaceDetectorYN on the same pixels.
  CHECK(found[0].score == Approx(0.94).margin(0.01));
  const Corners<Pixels> expected{50.29, 42.06, 158.68, 178.51};
  CHECK(found[0].box.left == Approx(expected.left).margin(0.5));
  CHECK(found[0].box.top == Approx(expected.top).margin(0.5));
  CHECK(found[0].box.right == Approx(expected.right).margin(0.5));
  CHECK(found[0].box.bottom == Approx(expected.bottom).margin(0.5));
  REQUIRE(found[0].landmarks.size() == 5);
  for (const auto& point : found[0].landmarks) {
    CHECK(point.x > expected.left);
    CHECK(point.x < expected.right);
    CHECK(point.y > expected.top);
    CHECK(point.y < expected.bottom);
  }
}

TEST_CASE("YuNet takes pictures of any size, and padding is black") {
  auto network = shipped();
  const torch::NoGradGuard no_gradients;
  for (const auto& [height, width] : {std::pair{1, 1}, {31, 33}, {64, 65}}) {
    const auto picture = torch::rand({2, 3, height, width});
    const auto heads = network->heads(picture);
    const auto anchors = network->anchors({width, height});
    CHECK(heads.classes.size(1) == anchors.x.size(0));
    CHECK(heads.boxes.size(0) == 2);
    const auto by_hand = torch::constant_pad_nd(
        picture, {0, (width + 31) / 32 * 32 - width, 0, (height + 31) / 32 * 32 - height});
    CHECK(torch::equal(network->heads(by_hand).boxes, heads.boxes));
  }
  CHECK_THROWS(network->heads(torch::rand({3, 8, 8})));
  CHECK_THROWS(network->heads(torch::rand({1, 1, 8, 8})));
}

TEST_CASE("Gradients reach the picture and no weight") {
  auto network = shipped();
  const auto picture = reference_photo().slice(2, 0, 64).slice(3, 0, 64).clone().requires_grad_();
  network->heads(picture).scores().sum().backward();
  CHECK(picture.grad().abs().max().item<float>() > 0);
  CHECK(picture.grad().isfinite().all().item<bool>());
  for (const auto& parameter : network->parameters()) CHECK_FALSE(parameter.requires_grad());
}

TEST_CASE("The weights that ship tell their licence and origin, and are all of the network") {
  const auto file = io::read_safetensors(kWeights);
  CHECK_THAT(file.metadata.at("licence"), ContainsSubstring("Apache-2.0"));
  CHECK_THAT(file.metadata.at("origin"), ContainsSubstring("libfacedetection"));
  int64_t weights = 0;
  for (const auto& [name, tensor] : file.tensors) weights += tensor.numel();
  CHECK(weights == 73840);
  CHECK_THAT(shipped()->description(), ContainsSubstring("yunet.safetensors"));
  CHECK(std::filesystem::file_size(kWeights) < 1'000'000);
}

TEST_CASE("A weight of YuNet that is no number is refused by the name of its tensor") {
  auto file = io::read_safetensors(kWeights);
  file.tensors["backbone.model0.conv1.weight"].fill_(std::numeric_limits<float>::infinity());
  const test::TemporaryFolder folder;
  io::write_safetensors(folder / "bad.safetensors", file);
  CHECK_THROWS_AS(load_yunet(folder / "bad.safetensors"), CheckpointError);
  CHECK_THROWS_WITH(load_yunet(folder / "bad.safetensors"),
                    ContainsSubstring("backbone.model0.conv1.weight"));
}

TEST_CASE("Weights that lack a tensor are refused by name") {
  auto file = io::read_safetensors(kWeights);
  file.tensors.erase("neck.lateral_convs.1.conv2.bias");
  file.tensors["backbone.model0.conv1.weight"] = torch::zeros({16, 3, 5, 5});
  const test::TemporaryFolder folder;
  io::write_safetensors(folder / "bad.safetensors", file);
  try {
    load_yunet(folder / "bad.safetensors");
    FAIL("nothing was thrown");
  } catch (const CheckpointError& error) {
    CHECK(error.problems().size() == 2);
    CHECK_THAT(error.what(),
               ContainsSubstring("neck.lateral_convs.1.conv2.bias") &&
                   ContainsSubstring("backbone.model0.conv1.weight"));
  }
}
