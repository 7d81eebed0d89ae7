#include "imaging/pixel_means.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/darkness.h"
#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// What `compute` returns when LibTorch has so many threads.
template <class Compute>
torch::Tensor with_threads(int threads, const Compute& compute) {
  const int before = at::get_num_threads();
  at::set_num_threads(threads);
  const torch::Tensor result = compute();
  at::set_num_threads(before);
  return result;
}

/// Large enough for LibTorch to share it among threads.
torch::Tensor scene() {
  torch::manual_seed(5);
  return torch::rand({1, 3, 200, 256}).square();
}

}  // namespace

TEST_CASE("Each plane has the mean of its own numbers, in their type") {
  const auto planes = torch::tensor({{{1., 2.}, {3., 6.}}, {{0., 0.}, {0., 1.}}});
  CHECK(torch::equal(pixel_means(planes), torch::tensor({3., 0.25})));
  CHECK(torch::equal(pixel_means(planes.flatten(1)), torch::tensor({3., 0.25})));
  CHECK(pixel_means(planes.to(torch::kDouble)).dtype() == torch::kDouble);
  CHECK(torch::equal(pixel_means(planes.transpose(1, 2)), torch::tensor({3., 0.25})));
}

TEST_CASE("A mean of many numbers is exact to the type's last bit") {
  CHECK(pixel_means(torch::full({1, 3000, 1000}, 0.1f)).item<float>() == 0.1f);
}

TEST_CASE("No number of threads changes what a photo is judged and metered by") {
  // Neither quite dark nor quite lit; and a photo whose target falls for the sake of its lights.
  const auto between = scene() * 0.54, with_lights = scene().pow(3);
  const auto decided = [&] {
    const auto found = judge_darkness(between);
    const auto step = meter(with_lights, found.share);
    return torch::cat({found.share, found.mean, found.colour, found.centre, step.log2_gain});
  };
  const auto one = with_threads(1, decided);
  REQUIRE(one[0].item<double>() > 0);
  REQUIRE(one[0].item<double>() < 1);
  for (const int threads : {2, 3, 7}) {
    INFO(threads);
    CHECK(torch::equal(with_threads(threads, decided), one));
  }
}
