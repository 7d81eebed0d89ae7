#include "lowlight/models/style_network.h"
#include "lowlight/core/fields.h"
#include "lowlight/core/text.h"

#include "lowlight/core/check.h"
#include "lowlight/core/error.h"

namespace lowlight::models {
namespace {

struct Preset {
  std::string_view name;
  StyleNetworkOptions options;
};

const std::array<Preset, 2>& presets() {
  static const std::array<Preset, 2> table{
      {{"aesfa", {.levels = 2}}, {"partial_oct", {.levels = 3, .partial_style_encoder = true}}}};
  return table;
}

}  // namespace

EncoderOptions StyleNetworkOptions::content_encoder() const {
  return {.levels = levels, .base_channels = base_channels, .alpha = alpha};
}

EncoderOptions StyleNetworkOptions::style_encoder() const {
  auto encoder = content_encoder();
  encoder.partial = partial_style_encoder;
  return encoder;
}

DecoderOptions StyleNetworkOptions::decoder() const {
  return {.levels = levels,
          .base_channels = base_channels,
          .alpha = alpha,
          .style_kernel = style_kernel,
          .freq_ratio = freq_ratio};
}

int64_t StyleNetworkOptions::reach() const {
  // From the image back to the content, in pixels of the coarse band of each level; what is seen
  // of one cell is the whole cell.
  const auto cell = [](int64_t level) { return int64_t{2} << level; };
  const auto rounded_up = [](int64_t size, int64_t to) { return (size + to - 1) / to * to; };
  int64_t seen = 0;
  for (int64_t level = 0; level <= levels; ++level) {
    if (level > 0) seen += cell(level - 1);                                       // smooth
    seen = rounded_up(seen, cell(level)) + (style_kernel / 2 + 2) * cell(level);  // adapt
  }
  for (int64_t level = levels; level > 0; --level) seen += cell(level) + cell(level - 1);
  return rounded_up(seen + 3, multiple());  // stem
}

void StyleNetworkOptions::check(Problems& problems) const {
  // The decoder has every option that the encoders have.
  if (problems.empty()) problems = problems_of(decoder());
}

StyleNetworkOptions style_network_preset(std::string_view name) {
  for (const auto& preset : presets()) {
    if (preset.name == name) return preset.options;
  }
  throw ConfigError(
      "style network",
      {"preset '" + std::string(name) + "' is not one of: " + joined(style_network_presets())});
}

std::vector<std::string> style_network_presets() {
  std::vector<std::string> names;
  for (const auto& preset : presets()) names.emplace_back(preset.name);
  return names;
}

StyleNetworkImpl::StyleNetworkImpl(StyleNetworkOptions options_) : options(options_) {
  require_valid("StyleNetwork", options);
  reset();
}

void StyleNetworkImpl::reset() {
  content_encoder = register_module("content_encoder", Encoder(options.content_encoder()));
  style_encoder = register_module("style_encoder", Encoder(options.style_encoder()));
  decoder = register_module("decoder", Decoder(options.decoder()));
}

EncoderFeatures StyleNetworkImpl::read_content(const at::Tensor& content) {
  const auto multiple = options.multiple();
  LOWLIGHT_CHECK(
      content.dim() == 4 && content.size(2) % multiple == 0 && content.size(3) % multiple == 0,
      "StyleNetwork: sides of a content must be multiples of 2^(levels + 1) = ",
      multiple,
      ", got ",
      content.sizes());
  return content_encoder(blocks::MaskedTensor{content, {}});
}

StyleNetworkOutput StyleNetworkImpl::forward(const at::Tensor& content,
                                             const at::Tensor& style,
                                             const at::Tensor& mask) {
  auto content_features = read_content(content);
  auto style_features = style_encoder(blocks::MaskedTensor{style, mask});
  auto code = style_code(style_features, options.style_kernel);
  const auto decoded = decoder(content_features.deepest().value, decoder->predict(code));
  return {decoded.image,
          decoded.image_high,
          decoded.image_low,
          std::move(code),
          std::move(content_features),
          std::move(style_features)};
}

StyleKernels StyleNetworkImpl::encode_style(const at::Tensor& style, const at::Tensor& mask) {
  const auto features = style_encoder(blocks::MaskedTensor{style, mask});
  return decoder->predict(style_code(features, options.style_kernel));
}

StyleKernels StyleNetworkImpl::with_norms_of(const at::Tensor& content, const StyleKernels& style) {
  return decoder->with_norms_of(read_content(content).deepest().value, style);
}

at::Tensor StyleNetworkImpl::stylize(const at::Tensor& content, const StyleKernels& style) {
  return decoder(read_content(content).deepest().value, style).image;
}

}  // namespace lowlight::models
