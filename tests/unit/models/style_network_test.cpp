#include "lowlight/models/style_network.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/models/any_size.h"
#include "support/catch.h"
#include "support/painter_files.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::models;
using test::mixed_error;

namespace {

StyleNetworkOptions small(const char* preset) {
  auto options = style_network_preset(preset);
  options.base_channels = 8;
  return options;
}

at::Tensor pictures(int64_t batch, int64_t height = 32, int64_t width = 48) {
  return torch::randn({batch, 3, height, width});
}

}  // namespace

TEST_CASE("The presets are those of the papers") {
  CHECK(style_network_presets() == std::vector<std::string>{"aesfa", "partial_oct"});
  CHECK(style_network_preset("aesfa").levels == 2);
  CHECK_FALSE(style_network_preset("aesfa").partial_style_encoder);
  CHECK(style_network_preset("partial_oct").levels == 3);
  CHECK(style_network_preset("partial_oct").partial_style_encoder);
  CHECK_THROWS_WITH(style_network_preset("aesfe"), ContainsSubstring("aesfa, partial_oct"));
}

TEST_CASE("The preset aesfa has the published number of parameters") {
  StyleNetwork network(style_network_preset("aesfa"));
  int64_t count = 0;
  for (const auto& parameter : network->parameters()) count += parameter.numel();
  CHECK(count == 3220835);
}

TEST_CASE("A style network makes pictures for every batch and preset") {
  for (const auto& preset : style_network_presets()) {
    StyleNetwork network(small(preset.c_str()));
    for (const int64_t batch : {1, 3}) {
      const auto made = network(pictures(batch), pictures(batch, 41, 37));
      CHECK(made.image.sizes() == at::IntArrayRef({batch, 3, 32, 48}));
      CHECK(made.image.isfinite().all().item<bool>());
      CHECK(made.image_high.sizes() == made.image.sizes());
      CHECK(made.image_low.sizes() == made.image.sizes());
    }
  }
}

TEST_CASE("Both encoders halve equally often") {
  for (const auto& preset : style_network_presets()) {
    StyleNetwork network(small(preset.c_str()));
    const auto made = network(pictures(1), pictures(1));
    const auto content = flat(made.content_features), style = flat(made.style_features);
    REQUIRE(content.size() == style.size());
    for (size_t i = 0; i < content.size(); ++i) CHECK(content[i].sizes() == style[i].sizes());
  }
}

TEST_CASE("Without gradients a network gives the same by fewer operations") {
  for (const auto& preset : style_network_presets()) {
    StyleNetwork network(small(preset.c_str()));
    const auto contents = pictures(2, 64, 48), styles = pictures(2, 45, 52);
    const auto plain = network(contents, styles);
    const torch::NoGradGuard no_grad;
    const auto fast = network(contents, styles);
    CHECK(mixed_error(fast.image, plain.image) < 1e-5);
    CHECK(mixed_error(fast.image_high, plain.image_high) < 1e-5);
    CHECK(mixed_error(fast.image_low, plain.image_low) < 1e-5);
    CHECK(mixed_error(fast.style_code.high, plain.style_code.high) < 1e-5);
  }
}

TEST_CASE("A style that was encoded once gives what the whole network gives") {
  StyleNetwork network(small("partial_oct"));
  const auto mask = (torch::rand({1, 1, 40, 40}) < 0.7).to(torch::kFloat);
  const auto style = pictures(1, 40, 40), contents = pictures(2);
  const auto look = network->encode_style(style, mask);
  CHECK(mixed_error(network->stylize(contents, look), network(contents, style, mask).image) < 1e-6);
}

TEST_CASE("Samples of a batch do not see each other") {
  StyleNetwork network(small("aesfa"));
  const auto contents = pictures(2), styles = pictures(2);
  const auto both = network(contents, styles).image;
  const auto second = network(contents.slice(0, 1), styles.slice(0, 1)).image;
  CHECK(mixed_error(both.slice(0, 1), second) < 1e-5);
}

TEST_CASE("The style changes the picture and what is under its mask does not") {
  StyleNetwork network(small("partial_oct"));
  {
    // Fresh weights damp the style layer by layer.
    const torch::NoGradGuard no_grad;
    for (auto& parameter : network->parameters()) parameter.mul_(2);
  }
  const auto content = pictures(1), style = pictures(1, 48, 48);
  auto mask = torch::zeros({1, 1, 48, 48});
  mask.slice(2, 8, 40).fill_(1);
  const auto spoilt = torch::where(mask > 0, style, std::nan(""));
  const auto made = network(content, style, mask).image;
  CHECK(test::same(network(content, spoilt, mask).image, made));
  CHECK(mixed_error(network(content, pictures(1, 48, 48), mask).image, made) > 1e-3);
}

TEST_CASE("An empty mask gives a finite picture") {
  StyleNetwork network(small("partial_oct"));
  const auto made = network(pictures(1), pictures(1), torch::zeros({1, 1, 32, 48}));
  CHECK(made.image.isfinite().all().item<bool>());
}

TEST_CASE("Contents of any size pass by mirrored borders") {
  StyleNetwork network(small("aesfa"));
  const auto multiple = network->options.multiple();
  const auto look = network->encode_style(pictures(1));
  for (const auto& [height, width] : {std::pair{1, 1}, {19, 30}, {16, 17}}) {
    const auto padded = padded_to_multiple(pictures(1, height, width), multiple, 2 * multiple);
    const auto made = padded.cropped(network->stylize(padded.picture, look));
    CHECK(made.sizes() == at::IntArrayRef({1, 3, height, width}));
    CHECK(made.isfinite().all().item<bool>());
  }
}

TEST_CASE("Every parameter of a style network gets a finite gradient that is not zero") {
  for (const auto& preset : style_network_presets()) {
    StyleNetwork network(small(preset.c_str()));
    network(pictures(2), pictures(2)).image.square().sum().backward();
    for (const auto& parameter : network->named_parameters()) {
      INFO(parameter.key());
      REQUIRE(parameter.value().grad().defined());
      CHECK(parameter.value().grad().isfinite().all().item<bool>());
      // An instance norm takes away nothing of a kernel's gradient but its scale: none may vanish.
      CHECK(parameter.value().grad().abs().max().item<float>() > 0);
    }
  }
}

TEST_CASE("A clone is equal and shares nothing") {
  StyleNetwork network(small("aesfa"));
  auto copy = std::dynamic_pointer_cast<StyleNetworkImpl>(network->clone());
  const auto content = pictures(1), style = pictures(1);
  const auto before = network(content, style).image;
  CHECK(test::same(copy->forward(content, style).image, before));
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : copy->parameters()) parameter.add_(1);
  }
  CHECK(test::same(network(content, style).image, before));
}

TEST_CASE("A style network refuses what does not fit, with the rule and the value") {
  StyleNetwork network(small("aesfa"));
  CHECK_THROWS_WITH(network(pictures(1, 36, 48), pictures(1)),
                    ContainsSubstring("multiples of") && ContainsSubstring("36"));
  CHECK_THROWS_WITH(network(pictures(1), pictures(1), torch::ones({1, 1, 32, 48})),
                    ContainsSubstring("partial"));
  CHECK_THROWS(network(pictures(1, 8, 48), pictures(1)));
  CHECK_THROWS(network(pictures(2), pictures(3)));
  CHECK_THROWS_WITH(StyleNetwork(StyleNetworkOptions{.levels = 0}), ContainsSubstring("levels"));
}

TEST_CASE("The options of a style network can be set by name") {
  StyleNetworkOptions options;
  CHECK(assign_fields(options, {{"levels", int64_t{3}}, {"partial_style_encoder", true}}).empty());
  CHECK(options == style_network_preset("partial_oct"));
  CHECK(assign_fields(options, {{"level", int64_t{3}}}).front().rule.find("levels") !=
        std::string::npos);
}

TEST_CASE("Tiles with the norms of the whole and its reach about them are parts of the whole") {
  const torch::NoGradGuard no_grad;
  for (const auto& preset : style_network_presets()) {
    auto network = test::random_style_network(small(preset.c_str()));
    const auto reach = network->options.reach();
    const int64_t width = 3 * reach;
    const auto content = pictures(1, 64, width);
    const auto look = network->encode_style(pictures(1));
    const auto whole = network->stylize(content, look);
    const auto fixed = network->with_norms_of(content, look);
    // How single precision rounds on the way depends on the processor: 1.1e-5 was seen.
    CHECK(mixed_error(network->stylize(content, fixed), whole) < 3e-5);
    const auto left = network->stylize(content.narrow(3, 0, 2 * reach), fixed);
    CHECK(mixed_error(left.narrow(3, 0, reach), whole.narrow(3, 0, reach)) < 3e-5);
    const auto right = network->stylize(content.narrow(3, reach, 2 * reach), fixed);
    CHECK(mixed_error(right.narrow(3, reach, reach), whole.narrow(3, 2 * reach, reach)) < 3e-5);
    // Without the margin they are not.
    CHECK(mixed_error(left, whole.narrow(3, 0, 2 * reach)) > 1e-3);
  }
}
