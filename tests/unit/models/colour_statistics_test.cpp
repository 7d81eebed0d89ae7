#include "lowlight/models/colour_statistics.h"

#include <c10/util/Exception.h>
#include <torch/types.h>

#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight;
using lowlight::models::colour_statistics;
using lowlight::models::kColourStatistics;

TEST_CASE("Colour statistics do not depend on the order of the pixels") {
  torch::manual_seed(1);
  const auto pixels = torch::rand({2, 3, 300}, torch::kDouble);
  const auto order = torch::randperm(300);
  const auto statistics = colour_statistics(pixels);
  CHECK(statistics.sizes() == at::IntArrayRef({2, kColourStatistics}));
  CHECK(torch::allclose(colour_statistics(pixels.index_select(2, order)), statistics));
  CHECK(torch::allclose(colour_statistics(pixels.slice(0, 1)), statistics.slice(0, 1)));
}

TEST_CASE("Colour statistics hardly depend on how many pixels there are") {
  const auto pixels = torch::linspace(0, 1, 4000).view({1, 1, 4000}) *
                      torch::tensor({1.f, 0.6f, 0.3f}).view({1, 3, 1});
  const auto few = colour_statistics(pixels.slice(2, 0, {}, 4));
  CHECK((few - colour_statistics(pixels)).abs().max().item<double>() < 0.01);
}

TEST_CASE("Colour statistics of greys, of one pixel and of one colour are finite") {
  for (const auto& pixels : {torch::zeros({1, 3, 5}),
                             torch::ones({1, 3, 5}),
                             torch::linspace(0, 1, 50).expand({1, 3, 50}),
                             torch::rand({1, 3, 1}),
                             torch::rand({1, 3, 1}).expand({1, 3, 9})}) {
    auto leaf = pixels.clone().requires_grad_();
    const auto statistics = colour_statistics(leaf);
    CHECK(statistics.isfinite().all().item<bool>());
    statistics.sum().backward();
    CHECK(leaf.grad().isfinite().all().item<bool>());
  }
  CHECK_THROWS_AS(colour_statistics(torch::rand({1, 3, 0})), c10::ValueError);
  CHECK_THROWS_AS(colour_statistics(torch::rand({1, 4, 5})), c10::ValueError);
}

TEST_CASE("A cast and a lifted black show in the statistics") {
  torch::manual_seed(2);
  const auto pixels = torch::rand({1, 3, 500});
  const auto before = colour_statistics(pixels);
  CHECK((colour_statistics(pixels * 0.9 + 0.1) - before).abs().max().item<double>() > 0.1);
  const auto warm = pixels * torch::tensor({1.f, 0.95f, 0.85f}).view({1, 3, 1});
  CHECK((colour_statistics(warm) - before).abs().max().item<double>() > 0.1);
}

TEST_CASE("The gradient of colour statistics is right") {
  torch::manual_seed(3);
  const auto pixels = torch::rand({1, 3, 6}, torch::kDouble) * 0.8 + 0.1;
  const auto report = test::check_gradients(
      [](const test::Tensors& in) { return test::Tensors{colour_statistics(in[0])}; }, {pixels});
  INFO(report.where);
  CHECK(report.worst < 1e-5);
}
