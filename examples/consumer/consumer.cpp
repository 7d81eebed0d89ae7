// Carries the look of one picture over to another, with a small style network and random weights.
#include <ATen/Context.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>
#include <lowlight/blocks/partial_wavelet_conv.h>
#include <lowlight/models/style_network.h>

#include <iostream>

int main() {
  at::manual_seed(0);
  lowlight::models::StyleNetwork network(lowlight::models::StyleNetworkOptions{.base_channels = 8});
  network->eval();

  const c10::InferenceMode no_gradients;
  const auto look = network->encode_style(at::rand({1, 3, 64, 64}));
  const auto image = network->stylize(at::rand({1, 3, 96, 128}), look);
  std::cout << "stylised " << image.sizes() << ", " << image.isfinite().sum().item<int64_t>()
            << " finite values\n";

  // Of a fragment only the painted part speaks: the mask says which, and grows with each block.
  const lowlight::blocks::WaveletConvOptions options{.channels = 3};
  lowlight::blocks::PartialWaveletConv wavelets(options);
  auto painted = at::zeros({1, 1, 96, 128});
  painted.slice(3, 0, 40).fill_(1);
  const auto fragment = wavelets->forward({image, painted});
  std::cout << "valid before " << painted.sum().item<int64_t>() << ", after "
            << fragment.mask.sum().item<int64_t>() << " pixels\n";
}
