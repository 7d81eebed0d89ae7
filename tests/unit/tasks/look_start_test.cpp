#include "tasks/look_start.h"

#include <c10/util/Exception.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/models/colour_statistics.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::tasks;

namespace {

/// Ten looks that are mixtures of two.
LookStart gathered() {
  torch::manual_seed(1);
  LookStart start(3);
  const auto nodes = models::node_colours(3);
  const auto first = torch::randn({27, 3}) * 0.1, second = torch::randn({27, 3}) * 0.02;
  for (int i = 0; i < 10; ++i) {
    const auto colours = torch::rand({40, 3}) * 0.3;
    start.add(
        colours, (colours * 0.9).t(), nodes + torch::randn({}) * first + torch::randn({}) * second);
  }
  return start;
}

}  // namespace

TEST_CASE("The bases are the looks' principal components, the largest first") {
  const auto start = gathered();
  models::LookFinder network(models::LookFinderOptions{.hidden = 4, .bases = 3, .nodes = 3});
  start.set(network);
  const torch::NoGradGuard no_gradients;
  const auto sizes = network->bases.norm(2, 1);
  CHECK(sizes[0].item<float>() > 2 * sizes[1].item<float>());
  CHECK(sizes[2].item<float>() < 0.01f * sizes[0].item<float>());
  CHECK(network->bases.isfinite().all().item<bool>());
}

TEST_CASE("Mean and spread are those of what was shown") {
  const auto start = gathered();
  models::LookFinder network(models::LookFinderOptions{.hidden = 4, .bases = 3, .nodes = 3});
  start.set(network);
  CHECK(network->spread.min().item<float>() > 0);
  CHECK(network->mean.abs().max().item<float>() > 0.1f);
}

TEST_CASE("Nodes are reached as often as colours are near, and all of them are") {
  const auto reached = gathered().reached();
  REQUIRE(reached.size() == 27);
  CHECK(reached.back() == Approx(1));
  CHECK(reached[0] > 0.2);  // all colours are dark
  for (size_t i = 1; i < reached.size(); ++i) CHECK(reached[i] > reached[i - 1]);
}

TEST_CASE("Fewer looks than bases are refused") {
  models::LookFinder network(models::LookFinderOptions{.hidden = 4, .bases = 11, .nodes = 3});
  CHECK_THROWS_AS(gathered().set(network), c10::ValueError);
}
