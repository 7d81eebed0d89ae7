#include "lowlight/imaging/darkness.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// A picture of mean about `level` with shadows, lights and colours.
torch::Tensor scene(double level) {
  torch::manual_seed(4);
  return (level * (0.2 + 1.6 * torch::rand({1, 3, 24, 32}))).clamp(0, 1);
}

double share_of(const torch::Tensor& picture) {
  return judge_darkness(picture).share.item<double>();
}

}  // namespace

TEST_CASE("Dark photos are dark, well-lit ones are not, black is dark and white is not") {
  CHECK(share_of(scene(0.1)) == 1);
  CHECK(share_of(scene(0.5)) == 0);
  CHECK(share_of(torch::zeros({1, 3, 8, 8})) == 1);
  CHECK(share_of(torch::ones({1, 3, 1, 1})) == 0);
}

TEST_CASE("More light makes a photo less dark, step by step and never at once") {
  double before = 1, largest_step = 0;
  for (double level = 0.1; level < 0.6; level += 0.001) {
    const double now = share_of(scene(level));
    REQUIRE(now <= before + 1e-6);
    largest_step = std::max(largest_step, before - now);
    before = now;
  }
  CHECK(before == 0);
  CHECK(largest_step < 0.15);
}

TEST_CASE("A lit subject before a dark ground is no dark photo, the same light in a sky is one") {
  const auto warm = torch::tensor({0.8, 0.64, 0.4}).view({3, 1, 1});
  auto subject = torch::full({1, 3, 48, 64}, 0.06), sky = subject.clone();
  subject.slice(2, 12, 36).slice(3, 16, 48).copy_(warm);
  sky.slice(2, 0, 12).copy_(warm);
  CHECK(share_of(subject) < 0.1);
  CHECK(share_of(sky) == 1);
}

TEST_CASE("Each picture of a batch is judged by itself") {
  const auto both = judge_darkness(torch::cat({scene(0.1), scene(0.5)}));
  CHECK(both.share[0].item<double>() == 1);
  CHECK(both.share[1].item<double>() == 0);
  CHECK(both.mean[0].item<float>() == judge_darkness(scene(0.1)).mean.item<float>());
}

TEST_CASE("The evidence of one colour can be said by hand") {
  const auto found = judge_darkness(torch::tensor({0.6, 0.2, 0.1}).view({1, 3, 1, 1}));
  CHECK(found.mean.item<double>() == Approx(0.299 * 0.6 + 0.587 * 0.2 + 0.114 * 0.1));
  CHECK(found.centre.item<double>() == Approx(found.mean.item<double>()));
  CHECK(found.bright.item<double>() == Approx(0.6));
  CHECK(found.colour.item<double>() == Approx(0.5));
}

TEST_CASE("Pictures must be a batch of three colours") {
  CHECK_THROWS_WITH(judge_darkness(torch::zeros({3, 4, 4})),
                    Catch::Matchers::Contains("[N, 3, h, w]"));
}
