// The example of the README.
#include <ATen/ops/ones.h>
#include <lowlight/blocks/partial_conv2d.h>

#include <iostream>

using namespace lowlight::blocks;

int main() {
  PartialConv2d conv(PartialConv2dOptions{.in_channels = 3, .out_channels = 64, .padding = 1});
  const auto picture = at::ones({1, 3, 8, 8}), mask = at::ones({1, 1, 8, 8});
  const auto [features, valid] = conv->forward({picture, mask});
  std::cout << "features " << features.sizes() << ", valid " << valid.sizes() << '\n';
}
