#include "golden_runners/runners.h"
#include "lowlight/blocks/ada_oct_conv.h"
#include "lowlight/blocks/oct_conv.h"
#include "lowlight/blocks/partial_conv2d.h"
#include "lowlight/blocks/partial_oct_conv.h"
#include "lowlight/blocks/wavelet_conv.h"
#include "lowlight/core/names.h"

namespace lowlight::test {
namespace {

using namespace lowlight::blocks;

template <class Enum>
Enum enum_of(const nlohmann::json& config, const char* key) {
  const auto found = enum_value<Enum>(config.at(key).get<std::string>());
  TORCH_CHECK(found, key, " is unknown: ", config.at(key).dump());
  return *found;
}

OctConvOptions oct_options(const nlohmann::json& config) {
  OctConvOptions options{.in_channels = config.at("in_channels"),
                         .out_channels = config.at("out_channels"),
                         .kernel_size = config.at("kernel_size"),
                         .stride = config.at("stride"),
                         .padding = config.at("padding"),
                         .groups = config.at("groups"),
                         .alpha_in = config.at("alpha_in"),
                         .alpha_out = config.at("alpha_out")};
  if (config.contains("padding_mode"))
    options.padding_mode = enum_of<PaddingMode>(config, "padding_mode");
  if (config.contains("freq_ratio")) options.freq_ratio = config.at("freq_ratio");
  return options;
}

template <class Holder, class Options>
Holder loaded(GoldenCase& golden, const Options& options) {
  Holder block(options);
  golden.load_into(*block);
  return block;
}

NamedTensors run_partial_conv2d(GoldenCase& golden) {
  const auto& config = golden.config;
  auto block = loaded<PartialConv2d>(
      golden,
      PartialConv2dOptions{.in_channels = config.at("in_channels"),
                           .out_channels = config.at("out_channels"),
                           .kernel_size = config.at("kernel_size"),
                           .stride = config.at("stride"),
                           .padding = config.at("padding"),
                           .dilation = config.at("dilation"),
                           .groups = config.at("groups"),
                           .bias = config.at("bias"),
                           .padding_mode = enum_of<PaddingMode>(config, "padding_mode"),
                           .mask_mode = enum_of<MaskMode>(config, "mask_mode")});
  const auto y = block->forward({golden.input("x"), golden.input("mask")});
  return {{"y", y.value}, {"mask", y.mask}};
}

// Bands that are not there are no outputs.
NamedTensors present(NamedTensors outputs) {
  std::erase_if(outputs, [](const auto& output) { return !output.second.defined(); });
  return outputs;
}

OctTensor bands(const GoldenCase& golden) { return {golden.input("high"), golden.input("low")}; }

NamedTensors run_oct_conv(GoldenCase& golden) {
  const auto options = oct_options(golden.config);
  const auto kind = golden.config.at("kind").get<std::string>();
  if (kind == "last") {
    const auto y = loaded<OctConvLast>(golden, options)->forward(bands(golden));
    return present({{"y", y.value}, {"y_high", y.high}, {"y_low", y.low}});
  }
  const auto y = kind == "first" ? loaded<OctConvFirst>(golden, options)->forward(golden.input("x"))
                                 : loaded<OctConv>(golden, options)->forward(bands(golden));
  return present({{"high", y.high}, {"low", y.low}});
}

NamedTensors run_partial_oct_conv(GoldenCase& golden) {
  const PartialOctConvOptions options{.conv = oct_options(golden.config)};
  const auto kind = golden.config.at("kind").get<std::string>();
  const MaskedOctTensor x{bands(golden), {golden.input("mask_high"), golden.input("mask_low")}};
  if (kind == "last") {
    const auto [y, mask] = loaded<PartialOctConvLast>(golden, options)->forward(x);
    return present({{"y", y.value}, {"y_high", y.high}, {"y_low", y.low}, {"mask", mask}});
  }
  const auto y = kind == "first" ? loaded<PartialOctConvFirst>(golden, options)
                                       ->forward({golden.input("x"), golden.input("mask")})
                                 : loaded<PartialOctConv>(golden, options)->forward(x);
  return present({{"high", y.value.high},
                  {"low", y.value.low},
                  {"mask_high", y.mask.high},
                  {"mask_low", y.mask.low}});
}

NamedTensors run_ada_oct_conv(GoldenCase& golden) {
  const auto& config = golden.config;
  auto block = loaded<AdaOctConv>(golden,
                                  AdaOctConvOptions{.conv = oct_options(config),
                                                    .style_channels = config.at("style_channels"),
                                                    .style_kernel = config.at("style_kernel"),
                                                    .group_div = config.at("group_div"),
                                                    .negative_slope = config.at("negative_slope")});
  const auto y = block->forward({golden.input("content_high"), golden.input("content_low")},
                                {golden.input("style_high"), golden.input("style_low")});
  return present({{"high", y.high}, {"low", y.low}});
}

NamedTensors run_wavelet_conv(GoldenCase& golden) {
  const auto& config = golden.config;
  TORCH_CHECK(
      config.at("wavelet") == "haar", "the wavelet is unknown: ", config.at("wavelet").dump());
  auto block = loaded<WaveletConv>(golden,
                                   WaveletConvOptions{.channels = config.at("channels"),
                                                      .kernel_size = config.at("kernel_size"),
                                                      .levels = config.at("levels"),
                                                      .stride = config.at("stride"),
                                                      .bias = config.at("bias")});
  return {{"y", block->forward(golden.input("x"))}};
}

}  // namespace

std::vector<GoldenRunner> block_runners() {
  return {{"partial_conv2d", run_partial_conv2d},
          {"oct_conv", run_oct_conv},
          {"partial_oct_conv", run_partial_oct_conv},
          {"ada_oct_conv", run_ada_oct_conv},
          {"wavelet_conv", run_wavelet_conv}};
}

}  // namespace lowlight::test
