#include "lowlight/detection/head_statistics.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::detection;

namespace {

Heads heads(const at::Tensor& logits) {
  return {logits.unsqueeze(-1), {}, torch::zeros({logits.size(0), logits.size(1), 4}), {}};
}

}  // namespace

TEST_CASE("The same logits at other anchors are no distance apart") {
  const auto logits = torch::randn({2, 50});
  CHECK(logits_apart(heads(logits), heads(logits)) == 0);
  CHECK(logits_apart(heads(logits.flip(1)), heads(logits)) == 0);
}

TEST_CASE("A shift of the logits counts in deviations of the reference") {
  const auto logits = torch::randn({2, 500}) * 4;
  const double deviation = logits.std(false).item<double>();
  for (const double scale : {1., 1e-3}) {
    CHECK(logits_apart(heads((logits + 2) * scale), heads(logits * scale)) ==
          Approx(2 / deviation).epsilon(1e-3));
  }
}

TEST_CASE("Heads that say the same everywhere are far from those that see something") {
  const auto seeing = torch::randn({1, 2000}) * 3;
  CHECK(logits_apart(heads(torch::full({1, 2000}, seeing.mean().item<float>())), heads(seeing)) >
        0.75);
  CHECK(std::isfinite(logits_apart(heads(seeing), heads(torch::zeros({1, 2000})))));
  CHECK_THROWS(logits_apart(heads(torch::zeros({1, 3})), heads(torch::zeros({1, 4}))));
  CHECK_THROWS(logits_apart(heads(torch::zeros({1, 0})), heads(torch::zeros({1, 0}))));
}

TEST_CASE("The greatest score is that of each picture, in the mean") {
  const auto logits = torch::tensor({-9.f, 0.f, -9.f, 20.f, -9.f, -9.f}).view({2, 3});
  CHECK(top_score(heads(logits)) == Approx(0.75).epsilon(1e-3));
}

TEST_CASE("Quantiles of logits are logits, from the least to the greatest") {
  const auto logits = torch::tensor({3.f, -1.f, 7.f, 0.f, 5.f}).view({1, 5});
  CHECK(logit_quantiles(logits, {0, 0.25, 0.5, 1}) == std::vector<double>{-1, 0, 3, 7});
  CHECK(logit_quantiles(logits.slice(1, 0, 1), {0, 0.3, 1}) == std::vector<double>{3, 3, 3});
  CHECK_THROWS(logit_quantiles(torch::zeros({0}), {0.5}));
}
