#include "models/aesfa_names.h"

#include <set>

#include "support/catch.h"

using namespace lowlight::models;

namespace {

std::map<std::string, std::string> names_of(StyleNetworkOptions options) {
  options.base_channels = 8;
  return aesfa_names(*StyleNetwork(options));
}

}  // namespace

TEST_CASE("Every parameter has a published name of its own") {
  for (const auto& preset : style_network_presets()) {
    const auto names = names_of(style_network_preset(preset));
    std::set<std::string> published;
    for (const auto& [ours, theirs] : names) published.insert(theirs);
    CHECK(published.size() == names.size());
    CHECK(names.size() > 80);
  }
}

TEST_CASE("Published names are those of AesFA") {
  const auto names = names_of(style_network_preset("aesfa"));
  const auto expect = [&](const char* ours, const char* theirs) {
    CHECK(names.at(ours) == theirs);
  };
  expect("content_encoder.stem.weight", "netE.conv.weight");
  expect("content_encoder.stem.bias", "netE.conv.bias");
  expect("content_encoder.down_1.high.weight", "netE.OctConv1_1.convh.weight");
  expect("content_encoder.down_2.low_to_low.weight", "netE.OctConv2_1.L2L.weight");
  expect("style_encoder.widen_1.high_to_low.weight", "netS.OctConv1_2.H2L.weight");
  expect("style_encoder.mix_2.low_to_high.weight", "netS.OctConv2_3.L2H.weight");
  expect("decoder.adapt_1.high_predictor.spatial.bias",
         "netG.AdaOctConv1_1.kernelPredictor_h.spatial.bias");
  expect("decoder.adapt_1.high_predictor.pointwise.weight",
         "netG.AdaOctConv1_1.kernelPredictor_h.pointwise.1.weight");
  expect("decoder.adapt_2.low_predictor.bias.bias",
         "netG.AdaOctConv2_1.kernelPredictor_l.bias.1.bias");
  expect("decoder.adapt_3.low_conv.conv.weight", "netG.AdaOctConv3_1.AdaConv_l.conv.weight");
  expect("decoder.adapt_3.oct_conv.high_to_high.weight", "netG.AdaOctConv3_1.OctConv.H2H.weight");
  expect("decoder.narrow_2.high_to_high.weight", "netG.OctConv2_2.H2H.weight");
  expect("decoder.smooth_low_1.bias", "netG.oct_conv_aftup_1.conv_l.bias");
  expect("decoder.join.low.weight", "netG.OctConv3_2.convl.weight");
  expect("decoder.to_rgb.weight", "netG.conv4.weight");
}

TEST_CASE("A partial style encoder has published names of its own") {
  const auto names = names_of(style_network_preset("partial_oct"));
  CHECK(names.at("style_encoder.mix_3.high_to_high.weight") == "netS.PartialOctConv3_3.H2H.weight");
  CHECK(names.at("content_encoder.mix_3.high_to_high.weight") == "netE.OctConv3_3.H2H.weight");
  CHECK(names.at("decoder.to_rgb.bias") == "netG.conv5.bias");
}
