#include "models/cosine_thresholding.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <vector>

#include "support/catch.h"

using namespace lowlight::models;

TEST_CASE("Codes that stand out of their noise stay as they are, at any size") {
  for (const auto& size : std::vector<std::vector<int64_t>>{
           {1, 3, 1, 1}, {2, 3, 2, 41}, {1, 3, 33, 3}, {1, 3, 40, 64}}) {
    const auto codes = torch::rand(size) * 200;
    CHECK(torch::allclose(cosine_thresholded(codes, torch::zeros({size[0]})), codes, 1e-4, 1e-3));
  }
}

TEST_CASE("What is even stays even, however much noise is told") {
  for (const auto& size : std::vector<std::vector<int64_t>>{{1, 3, 1, 1}, {1, 3, 2, 40}}) {
    const auto even = torch::full(size, 70.);
    CHECK(torch::allclose(cosine_thresholded(even, torch::full({1}, 20.)), even, 1e-4, 1e-3));
  }
}

TEST_CASE("Noise goes and an edge of three deviations stays, in each picture by its own") {
  auto random = at::make_generator<at::CPUGeneratorImpl>(3);
  auto codes = torch::full({2, 3, 66, 97}, 30.);
  codes.slice(3, 48) += 15;
  const auto noisy = codes + torch::randn(codes.sizes(), random) * 5;
  const auto clear = cosine_thresholded(noisy, torch::tensor({5.f, 0.f}));
  CHECK((clear - codes)[0].std().item<double>() < 2);
  CHECK(torch::allclose(clear[1], noisy[1], 1e-4, 1e-3));
  const auto left = clear[0].slice(2, 40, 46).mean(), right = clear[0].slice(2, 50, 56).mean();
  CHECK((right - left).item<double>() == Approx(15).margin(1.5));
}
