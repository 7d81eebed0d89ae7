#include "blocks/direct_conv2d_loops.h"

#include <ATen/Parallel.h>

#include "blocks/plain_conv2d.h"
#include "conv_samples.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

namespace lowlight::blocks {
namespace {

using test::mixed_error;

struct Gradients {
  at::Tensor y, x, weight, bias;
};

// By LibTorch's operators and its own differentiation.
Gradients plain_gradients(const at::Tensor& x,
                          const at::Tensor& weight,
                          const at::Tensor& bias,
                          const at::Tensor& probe,
                          const ConvGeometry& geometry) {
  const auto leaf = [](const at::Tensor& tensor) { return tensor.clone().set_requires_grad(true); };
  const auto a = leaf(x), b = leaf(weight), c = leaf(bias);
  const auto y = plain_conv2d(a, b, c, geometry);
  (y * probe).sum().backward();
  return {y.detach(), a.grad(), b.grad(), c.grad()};
}

}  // namespace

TEST_CASE("Direct convolutions and their gradients equal LibTorch's in double precision") {
  for (const auto& sample : test::conv_samples()) {
    INFO(sample.text());
    const auto x = sample.x(), weight = sample.weight(), bias = sample.bias();
    const auto y = convolve_directly(x, weight, bias, sample.geometry);
    const auto probe = torch::randn_like(y);
    const auto plain = plain_gradients(x, weight, bias, probe, sample.geometry);
    CHECK(mixed_error(y, plain.y) < 1e-12);
    const auto found = gradients_directly(probe, x, weight, sample.geometry, {true, true, true});
    CHECK(mixed_error(found.x, plain.x) < 1e-12);
    CHECK(mixed_error(found.weight, plain.weight) < 1e-12);
    CHECK(mixed_error(found.bias, plain.bias) < 1e-12);
  }
}

TEST_CASE("In single precision direct convolutions round like a sum of their terms") {
  for (const auto& sample : test::conv_samples()) {
    INFO(sample.text());
    const auto x = sample.x(), weight = sample.weight(), bias = sample.bias();
    const auto y = convolve_directly(x, weight, bias, sample.geometry);
    const auto narrow = [](const at::Tensor& tensor) { return tensor.to(at::kFloat); };
    CHECK(mixed_error(convolve_directly(narrow(x), narrow(weight), narrow(bias), sample.geometry),
                      y) < 1e-4);
    const auto probe = torch::randn_like(y);
    const auto exact = gradients_directly(probe, x, weight, sample.geometry, {true, true, true});
    const auto found = gradients_directly(
        narrow(probe), narrow(x), narrow(weight), sample.geometry, {true, true, true});
    CHECK(mixed_error(found.x, exact.x) < 1e-4);
    CHECK(mixed_error(found.weight, exact.weight) < 1e-4);
    CHECK(mixed_error(found.bias, exact.bias) < 1e-4);
  }
}

TEST_CASE("Only the gradients that are wanted are made") {
  const auto x = torch::randn({1, 2, 4, 4}), weight = torch::randn({2, 2, 3, 3});
  const auto probe = torch::randn({1, 2, 4, 4});
  const ConvGeometry geometry{.padding = 1};
  const auto all = gradients_directly(probe, x, weight, geometry, {true, true, true});
  for (int which = 0; which < 3; ++which) {
    const auto one =
        gradients_directly(probe, x, weight, geometry, {which == 0, which == 1, which == 2});
    CHECK((which == 0 ? test::same(one.x, all.x) : !one.x.defined()));
    CHECK((which == 1 ? test::same(one.weight, all.weight) : !one.weight.defined()));
    CHECK((which == 2 ? test::same(one.bias, all.bias) : !one.bias.defined()));
  }
}

TEST_CASE("The number of threads changes no bit of a convolution or its gradients") {
  const int before = at::get_num_threads();
  const auto x = torch::randn({5, 6, 48, 48}), weight = torch::randn({12, 6, 3, 3});
  const ConvGeometry geometry{.padding = 1};
  const auto probe = torch::randn({5, 12, 48, 48});
  std::vector<ConvGradients> found;
  std::vector<at::Tensor> outputs;
  for (const int threads : {1, 2, 3}) {
    at::set_num_threads(threads);
    outputs.push_back(convolve_directly(x, weight, {}, geometry));
    found.push_back(gradients_directly(probe, x, weight, geometry, {true, true, true}));
  }
  at::set_num_threads(before);
  for (size_t i = 1; i < found.size(); ++i) {
    CHECK(test::same(outputs[i], outputs[0]));
    CHECK(test::same(found[i].x, found[0].x));
    CHECK(test::same(found[i].weight, found[0].weight));
    CHECK(test::same(found[i].bias, found[0].bias));
  }
}

}  // namespace lowlight::blocks
