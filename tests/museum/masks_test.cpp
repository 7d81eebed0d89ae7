// Bugs of masks, as the notes tell of them.
#include <torch/nn/init.h>
#include <torch/nn/modules/container/modulelist.h>

#include "lowlight/blocks/partial_conv2d.h"
#include "museum.h"

using namespace lowlight;
using namespace lowlight::test;

namespace {

/// A partial convolution as people write it. `ratio` makes the ratio of the window's sum.
struct HomeMadeImpl : torch::nn::Module {
  HomeMadeImpl(int64_t in, int64_t out, int64_t groups = 1)
      : conv(register_module(
            "conv",
            torch::nn::Conv2d(
                torch::nn::Conv2dOptions(in, out, 3).padding(1).groups(groups).bias(false)))),
        ones(register_buffer("ones", torch::ones({1, 1, 3, 3}))) {}

  at::Tensor sum(const at::Tensor& mask) {
    return torch::conv2d(mask, ones, {}, /*stride=*/1, /*padding=*/1);
  }

  torch::nn::Conv2d conv;
  at::Tensor ones;
};
TORCH_MODULE(HomeMade);

/// The origin bug: the mask's layer is the learned layer by another name, filled with ones.
struct SharedKernelImpl : torch::nn::Module {
  SharedKernelImpl(int64_t in, int64_t out)
      : conv(register_module(
            "conv",
            torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(1).bias(false)))) {
    mask_conv = conv;
    torch::nn::init::ones_(mask_conv->weight);
  }

  std::pair<at::Tensor, at::Tensor> forward(const at::Tensor& x, const at::Tensor& mask) {
    const auto sum = mask_conv->forward(mask.expand({-1, conv->options.in_channels(), -1, -1}));
    return {conv->forward(x * mask), (sum > 0).to(torch::kFloat).slice(1, 0, 1)};
  }

  torch::nn::Conv2d conv, mask_conv{nullptr};
};
TORCH_MODULE(SharedKernel);

struct SharedKernelEncoderImpl : torch::nn::Module {
  SharedKernelEncoderImpl() {
    for (int i = 0; i < 8; ++i) layers->push_back(SharedKernel(i == 0 ? 3 : 32, 32));
    register_module("layers", layers);
  }
  at::Tensor forward(at::Tensor x, at::Tensor mask) {
    for (auto& layer : *layers) std::tie(x, mask) = layer->as<SharedKernel>()->forward(x, mask);
    return x;
  }
  torch::nn::ModuleList layers;
};
TORCH_MODULE(SharedKernelEncoder);

at::Tensor wide_picture() { return torch::rand({2, 3, 12, 12}); }

at::Tensor wide_mask() {
  auto mask = torch::ones({2, 1, 12, 12});
  mask.slice(2, 3, 5).slice(3, 4, 6).zero_();
  return mask;
}

/// One partial convolution of the library on the same batch: nothing must be found.
Diagnosis library_form(const at::Tensor& x,
                       const at::Tensor& mask,
                       int64_t channels = 3,
                       int64_t groups = 1) {
  static std::vector<blocks::PartialConv2d> kept;
  kept.push_back(blocks::PartialConv2d(blocks::PartialConv2dOptions{
      .in_channels = channels, .out_channels = channels, .padding = 1, .groups = groups}));
  auto conv = kept.back();
  return diagnose(patient_of(*conv, {{"image", x}, {"mask", mask}}, [=]() mutable {
    return only("reconstruction", conv->forward({x, mask}).value.square().mean());
  }));
}

}  // namespace

TEST_CASE("A mask kernel that is the learned kernel is named") {
  torch::manual_seed(1);
  const auto x = wide_picture(), mask = wide_mask();
  SharedKernelEncoder network;
  const auto diagnosis = diagnose(patient_of(*network, {{"image", x}, {"mask", mask}}, [&] {
    const auto code = network->forward(x, mask);
    return only("style", code.square().square().sum());
  }));
  EXPECT_CAUSE(diagnosis, "shared_mask_kernel");
  CHECK_THAT(diagnosis.cause.verdict, ContainsSubstring("layers.0.conv.weight"));
  CHECK(diagnosis.trail.size() > 3);
  EXPECT_CAUSE(library_form(x, mask), "none");
}

TEST_CASE("A mask that was normalised like a wide_picture is named") {
  torch::manual_seed(1);
  const auto x = wide_picture();
  const auto mask = (wide_mask() - 0.5) / 0.5;
  HomeMade conv(3, 4);
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}, {"mask", mask}}, [&] {
    const auto ratio = 9 / conv->sum(mask).sub(3).clamp_min(0);
    return only("style", (conv->conv->forward(x * mask) * ratio).square().mean());
  }));
  EXPECT_CAUSE(diagnosis, "mask_not_binary");
  CHECK_THAT(diagnosis.text(), ContainsSubstring("−1 … 1"));
  CHECK_THROWS_AS(blocks::check_mask("PartialConv2d", {x, mask}, false, true), c10::ValueError);
}

TEST_CASE("Masks of two paths that were added are named") {
  torch::manual_seed(1);
  const auto x = wide_picture(), mask = wide_mask();
  HomeMade conv(3, 4);
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}, {"mask", mask}}, [&] {
    const auto high = (conv->sum(mask) > 0).to(torch::kFloat);
    const auto low = torch::upsample_nearest2d(torch::max_pool2d(mask, 2), {12, 12});
    const auto both = high + low;
    const auto features = conv->conv->forward(x * both);
    // The weight of a half-valid pixel, √(m (1 − m)), is meant for m in [0, 1].
    return only("style", (features * (both * (1 - both)).sqrt()).mean());
  }));
  EXPECT_CAUSE(diagnosis, "mask_of_two");
}

TEST_CASE("Groups that were left out of the window are named") {
  torch::manual_seed(1);
  const auto x = torch::rand({2, 64, 8, 8});
  const auto mask = torch::ones({2, 64, 8, 8});
  std::vector<HomeMade> layers;
  torch::nn::ModuleList network;
  for (int i = 0; i < 16; ++i) {
    layers.push_back(HomeMade(64, 64, 64));
    network->push_back(layers.back());
  }
  const auto diagnosis = diagnose(patient_of(*network, {{"image", x}, {"mask", mask}}, [&] {
    auto y = x;
    for (auto& layer : layers) {
      const auto sum = torch::conv2d(torch::constant_pad_nd(mask, {1, 1, 1, 1}, 1.0),
                                     torch::ones({64, 1, 3, 3}),
                                     at::Tensor(),
                                     at::IntArrayRef{1, 1},
                                     at::IntArrayRef{0, 0},
                                     at::IntArrayRef{1, 1},
                                     64);
      y = layer->conv->forward(y * mask) * (9 * 64 / sum);
    }
    return only("style", y.square().square().mean());
  }));
  EXPECT_CAUSE(diagnosis, "groups_forgotten");
  CHECK_THAT(diagnosis.text(), ContainsSubstring("64"));
  EXPECT_CAUSE(library_form(x, mask, 64, 64), "none");
}

TEST_CASE("A mask without any valid pixel is named with its file") {
  torch::manual_seed(1);
  const auto x = wide_picture();
  auto mask = wide_mask();
  mask[1].zero_();
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(3, 4, 3).padding(1));
  auto patient = patient_of(*conv, {{"image", x}, {"mask", mask}}, [&] {
    const auto y = conv->forward(x);
    return only("style", ((y * mask).sum({2, 3}) / mask.sum({2, 3})).square().mean());
  });
  patient.files = {"a.png", "b.png"};
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "empty_mask");
  CHECK(diagnosis.suspects == std::vector<std::string>{"b.png"});
  EXPECT_CAUSE(library_form(x, mask), "none");
}

TEST_CASE("A ratio beyond the window is named") {
  torch::manual_seed(1);
  const auto x = wide_picture();
  auto mask = wide_mask();
  mask.slice(2, 0, 6).slice(3, 0, 6).zero_();
  HomeMade conv(3, 4);
  const auto diagnosis = diagnose(patient_of(*conv, {{"image", x}, {"mask", mask}}, [&] {
    const auto ratio = 9 / (conv->sum(mask) + 1e-30);
    return only("style", (conv->conv->forward(x) * ratio).square().mean());
  }));
  EXPECT_CAUSE(diagnosis, "ratio_out_of_range");
  EXPECT_CAUSE(library_form(x, mask), "none");
}
