// Carries the look of one picture over to another, with a small style network and random weights.
#include <ATen/Context.h>
#include <ATen/ops/rand.h>
#include <c10/core/InferenceMode.h>
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
}
