#include "battery/subjects.h"
#include "lowlight/models/patch_discriminator.h"
#include "lowlight/models/style_network.h"

namespace lowlight::test {
namespace {

using namespace lowlight::models;

at::Tensor pictures(int64_t batch, int64_t height, int64_t width) {
  return torch::randn({batch, 3, height, width});
}

at::Tensor mask(int64_t batch, int64_t height, int64_t width) {
  auto valid = (torch::rand({batch, 1, height, width}) < 0.7).to(at::kFloat);
  valid.select(2, 0).fill_(1);  // never empty
  return valid;
}

StyleNetworkOptions network_options(bool partial) {
  return {.levels = 1, .base_channels = 8, .partial_style_encoder = partial};
}

// Contents have multiples of four pixels, styles any number of them.
Tensors content_and_style(int64_t n, int64_t h, int64_t w) {
  return {pictures(n, 4 * h, 4 * w), pictures(n, 3 * h, 3 * w)};
}

Tensors content_style_and_mask(int64_t n, int64_t h, int64_t w) {
  auto inputs = content_and_style(n, h, w);
  inputs.push_back(mask(n, 3 * h, 3 * w));
  return inputs;
}

Tensors all_images(const StyleNetworkOutput& output) {
  return {output.image, output.image_high, output.image_low};
}

}  // namespace

std::vector<Subject> model_subjects() {
  return {
      subject<Encoder>(
          "Encoder",
          EncoderOptions{.levels = 2, .base_channels = 8},
          [](int64_t n, int64_t h, int64_t w) { return Tensors{pictures(n, h, w)}; },
          [](EncoderImpl& encoder, const Tensors& in) {
            return flat(encoder.forward(blocks::MaskedTensor{in[0], {}}));
          },
          9),
      subject<Encoder>(
          "Encoder, partial",
          EncoderOptions{.levels = 2, .base_channels = 8, .partial = true},
          [](int64_t n, int64_t h, int64_t w) {
            return Tensors{pictures(n, h, w), mask(n, h, w)};
          },
          [](EncoderImpl& encoder, const Tensors& in) {
            return flat(encoder.forward(blocks::MaskedTensor{in[0], in[1]}));
          },
          9),
      subject<StyleNetwork>(
          "StyleNetwork",
          network_options(false),
          content_and_style,
          [](StyleNetworkImpl& network, const Tensors& in) {
            return all_images(network.forward(in[0], in[1]));
          },
          2),
      subject<StyleNetwork>(
          "StyleNetwork, partial style encoder",
          network_options(true),
          content_style_and_mask,
          [](StyleNetworkImpl& network, const Tensors& in) {
            return all_images(network.forward(in[0], in[1], in[2]));
          },
          2),
      subject<PatchDiscriminator>(
          "PatchDiscriminator",
          PatchDiscriminatorOptions{.base_channels = 8, .layers = 2},
          [](int64_t n, int64_t h, int64_t w) { return Tensors{pictures(n, 2 * h, 2 * w)}; },
          [](PatchDiscriminatorImpl& judge, const Tensors& in) {
            return Tensors{judge.forward(in[0])};
          },
          8),
  };
}

}  // namespace lowlight::test
