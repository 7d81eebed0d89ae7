#include "battery/subjects.h"
#include "lowlight/blocks/ada_oct_conv.h"
#include "lowlight/blocks/partial_oct_conv.h"
#include "lowlight/blocks/partial_wavelet_conv.h"

namespace lowlight::test {
namespace {

using namespace lowlight::blocks;

constexpr int64_t kChannels = 8;

at::Tensor map(int64_t batch, int64_t channels, int64_t height, int64_t width) {
  return torch::randn({batch, channels, height, width});
}

at::Tensor mask(int64_t batch, int64_t channels, int64_t height, int64_t width) {
  auto valid = (torch::rand({batch, channels, height, width}) < 0.7).to(at::kFloat);
  valid.select(2, 0).fill_(1);  // never empty
  return valid;
}

Tensors plain_inputs(int64_t n, int64_t h, int64_t w) { return {map(n, kChannels, h, w)}; }

Tensors masked_inputs(int64_t n, int64_t h, int64_t w) {
  return {map(n, kChannels, h, w), mask(n, 1, h, w)};
}

Tensors many_masked_inputs(int64_t n, int64_t h, int64_t w) {
  return {map(n, kChannels, h, w), mask(n, kChannels, h, w) * 0.75};
}

Tensors band_inputs(int64_t n, int64_t h, int64_t w) {
  return {map(n, kChannels / 2, h, w), map(n, kChannels / 2, half_size(h), half_size(w))};
}

Tensors masked_band_inputs(int64_t n, int64_t h, int64_t w) {
  auto inputs = band_inputs(n, h, w);
  inputs.push_back(mask(n, 1, h, w));
  inputs.push_back(mask(n, 1, half_size(h), half_size(w)));
  return inputs;
}

// The style code's size is fixed; only the batch varies.
Tensors style_inputs(int64_t n, int64_t, int64_t) { return {map(n, kChannels, 3, 3)}; }

Tensors predicted_inputs(int64_t n, int64_t h, int64_t w) {
  return {map(n, kChannels, h, w),
          torch::randn({n, kChannels, 4, 3, 3}),
          torch::randn({n, kChannels, 4, 1, 1}),
          torch::randn({n, kChannels})};
}

Tensors adaptive_inputs(int64_t n, int64_t h, int64_t w) {
  auto inputs = band_inputs(n, h, w);
  inputs.push_back(map(n, 3, 3, 3));
  inputs.push_back(map(n, 3, 3, 3));
  return inputs;
}

Tensors flat(const OctTensor& y) { return {y.high, y.low}; }
Tensors flat(const OctOutput& y) { return {y.value, y.high, y.low}; }
Tensors flat(const MaskedTensor& y) { return {y.value, y.mask}; }
Tensors flat(const MaskedOctTensor& y) {
  return {y.value.high, y.value.low, y.mask.high, y.mask.low};
}
Tensors flat(const PredictedKernels& y) { return {y.spatial, y.pointwise, y.bias}; }

const auto run_plain = [](auto& block, const Tensors& in) { return Tensors{block.forward(in[0])}; };
const auto run_masked = [](auto& block, const Tensors& in) {
  return flat(block.forward(MaskedTensor{in[0], in[1]}));
};
const auto run_bands = [](auto& block, const Tensors& in) {
  return flat(block.forward(OctTensor{in[0], in[1]}));
};
const auto run_masked_bands = [](auto& block, const Tensors& in) {
  return flat(block.forward(MaskedOctTensor{{in[0], in[1]}, {in[2], in[3]}}));
};

OctConvOptions octave(int64_t padding = 1) {
  return {.in_channels = kChannels, .out_channels = kChannels, .padding = padding};
}

OctConvOptions depthwise() {
  auto options = octave();
  options.groups = kChannels;
  return options;
}

std::vector<Subject> masked_subjects() {
  PartialConv2dOptions one{.in_channels = kChannels, .out_channels = kChannels};
  auto many = one;
  one.padding = 1;
  many.mask_mode = MaskMode::soft;
  const PartialOctConvOptions octaves{.conv = octave()};
  return {
      subject<PartialConv2d>("PartialConv2d", one, masked_inputs, run_masked),
      subject<PartialConv2d>(
          "PartialConv2d soft and many-channel", many, many_masked_inputs, run_masked, 3),
      subject<PartialOctConvFirst>("PartialOctConvFirst", octaves, masked_inputs, run_masked, 3),
      subject<PartialOctConv>("PartialOctConv", octaves, masked_band_inputs, run_masked_bands, 3),
      subject<PartialOctConvLast>(
          "PartialOctConvLast",
          octaves,
          masked_band_inputs,
          [](PartialOctConvLastImpl& block, const Tensors& in) {
            const auto [y, valid] = block.forward({{in[0], in[1]}, {in[2], in[3]}});
            return Tensors{y.value, y.high, y.low, valid};
          },
          3),
      subject<PartialWaveletConv>("PartialWaveletConv",
                                  WaveletConvOptions{.channels = kChannels, .levels = 2},
                                  masked_inputs,
                                  run_masked),
  };
}

std::vector<Subject> adaptive_subjects() {
  return {
      subject<KernelPredictor>(
          "KernelPredictor",
          KernelPredictorOptions{.style_channels = kChannels, .channels = 6},
          style_inputs,
          [](KernelPredictorImpl& block, const Tensors& in) { return flat(block.forward(in[0])); }),
      subject<AdaConv2d>(
          "AdaConv2d",
          AdaConv2dOptions{.channels = kChannels, .groups = 2},
          predicted_inputs,
          [](AdaConv2dImpl& block, const Tensors& in) {
            return Tensors{block.forward(in[0], {in[1], in[2], in[3]})};
          },
          2),
      subject<AdaOctConv>(
          "AdaOctConv",
          AdaOctConvOptions{.conv = depthwise(), .style_channels = 6},
          adaptive_inputs,
          [](AdaOctConvImpl& block, const Tensors& in) {
            return flat(block.forward({in[0], in[1]}, {in[2], in[3]}));
          },
          3),
  };
}

}  // namespace

std::vector<Subject> block_subjects() {
  std::vector<Subject> all{
      subject<OctConvFirst>(
          "OctConvFirst",
          octave(),
          plain_inputs,
          [](OctConvFirstImpl& block, const Tensors& in) { return flat(block.forward(in[0])); },
          3),
      subject<OctConv>("OctConv", octave(), band_inputs, run_bands, 3),
      subject<OctConv>("OctConv depth-wise", depthwise(), band_inputs, run_bands, 3),
      subject<OctConvLast>("OctConvLast", octave(), band_inputs, run_bands, 3),
      subject<WaveletConv>("WaveletConv",
                           WaveletConvOptions{.channels = kChannels, .levels = 2},
                           plain_inputs,
                           run_plain),
  };
  for (auto& more : {masked_subjects(), adaptive_subjects()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace lowlight::test
