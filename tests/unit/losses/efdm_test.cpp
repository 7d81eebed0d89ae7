#include "lowlight/losses/efdm.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight::losses;
using lowlight::test::check_gradients;

namespace {

at::Tensor random_map(at::IntArrayRef sizes) { return torch::randn(sizes, torch::kDouble); }

at::Tensor shuffled(const at::Tensor& map) {
  const auto pixels = map.flatten(2);
  return pixels.index_select(2, torch::randperm(pixels.size(2))).view_as(map);
}

}  // namespace

TEST_CASE("EFDM of a map with itself is zero") {
  const auto x = random_map({2, 3, 7, 5});
  CHECK(efdm_loss(x, x).item<double>() == 0);
}

TEST_CASE("EFDM does not change when pixels change places") {
  const auto x = random_map({2, 3, 6, 5}), style = random_map({2, 3, 5, 6});
  const auto loss = efdm_loss(x, style).item<double>();
  CHECK(loss > 0.01);
  CHECK(efdm_loss(shuffled(x), style).item<double>() == Approx(loss).epsilon(1e-12));
  CHECK(efdm_loss(x, shuffled(style)).item<double>() == Approx(loss).epsilon(1e-12));
  CHECK(efdm_loss(x, shuffled(x)).item<double>() == 0);
}

TEST_CASE("EFDM of maps that differ by a constant is its square") {
  const auto x = random_map({2, 3, 4, 4});
  CHECK(efdm_loss(x + 0.5, x).item<double>() == Approx(0.25));
}

TEST_CASE("EFDM sorts each channel of each sample by itself") {
  const auto x = torch::tensor({1., 2., 3., 4.}, torch::kDouble).view({1, 2, 1, 2});
  CHECK(efdm_loss(x, x.flip(1)).item<double>() == Approx(4));
}

TEST_CASE("EFDM refuses maps of different sizes unless quantiles are interpolated") {
  const auto small = random_map({1, 2, 4, 4}), large = random_map({1, 2, 8, 8});
  CHECK_THROWS_WITH(efdm_loss(small, large), ContainsSubstring("16") && ContainsSubstring("64"));
  CHECK(std::isfinite(efdm_loss(small, large, SizeMismatch::interpolate).item<double>()));
  CHECK_THROWS(efdm_loss(small, random_map({1, 3, 4, 4}), SizeMismatch::interpolate));
  CHECK_THROWS(efdm_loss(small, random_map({2, 2, 4, 4})));
}

TEST_CASE("Interpolated quantiles of a doubled map are near those of the map") {
  const auto x = random_map({1, 2, 16, 16});
  const auto doubled = torch::cat({x, x}, 3);
  CHECK(efdm_loss(x, doubled, SizeMismatch::interpolate).item<double>() < 1e-3);
  CHECK(efdm_loss(doubled, x, SizeMismatch::interpolate).item<double>() < 1e-3);
  const auto ramp = torch::arange(8, torch::kDouble).view({1, 1, 1, 8});
  const auto expected = torch::tensor({0.5, 2.5, 4.5, 6.5}, torch::kDouble).view({1, 1, 4});
  CHECK(torch::allclose(at_ranks(ramp.flatten(2), 4), expected));
}

TEST_CASE("Interpolated quantiles stay within the values of the style") {
  const auto values = at_ranks(sorted_values(random_map({1, 1, 1, 7})), 100);
  CHECK(values.diff(1, 2).min().item<double>() >= 0);
}

TEST_CASE("EFDM passes its gradient to both sides") {
  const auto x = random_map({2, 2, 3, 4}), style = random_map({2, 2, 3, 4}),
             large = random_map({2, 2, 5, 4});
  const auto equal = check_gradients(
      [](const auto& in) { return std::vector{efdm_loss(in[0], in[1])}; }, {x, style});
  CHECK(equal.worst < 1e-6);
  const auto unequal = check_gradients(
      [](const auto& in) {
        return std::vector{efdm_loss(in[0], in[1], SizeMismatch::interpolate)};
      },
      {x, large});
  CHECK(unequal.worst < 1e-6);
}

TEST_CASE("EFDM of one pixel is the squared difference") {
  const auto x = torch::full({1, 1, 1, 1}, 3.0), y = torch::full({1, 1, 1, 1}, 1.0);
  CHECK(efdm_loss(x, y).item<double>() == Approx(4));
}

TEST_CASE("EFDM refuses empty maps") {
  CHECK_THROWS_WITH(efdm_loss(torch::zeros({0, 2, 4, 4}), torch::zeros({0, 2, 4, 4})),
                    ContainsSubstring("not empty"));
  CHECK_THROWS(efdm_loss(torch::zeros({1, 2, 0, 4}), torch::zeros({1, 2, 0, 4})));
}

TEST_CASE("EFDM of a map with NaN is NaN and not a number that looks right") {
  auto x = random_map({1, 1, 4, 4});
  x[0][0][1][2] = std::nan("");
  CHECK(std::isnan(efdm_loss(x, random_map({1, 1, 4, 4})).item<double>()));
}

TEST_CASE("EFDM reads maps of any memory layout") {
  const auto x = random_map({2, 4, 5, 6}), style = random_map({2, 4, 5, 6});
  const auto expected = efdm_loss(x, style).item<double>();
  const auto last = torch::MemoryFormat::ChannelsLast;
  CHECK(efdm_loss(x.contiguous(last), style.transpose(2, 3)).item<double>() ==
        Approx(expected).epsilon(1e-12));
}

TEST_CASE("Pairwise distances are the distances of the pairs") {
  const auto a = sorted_values(random_map({3, 2, 4, 4})),
             b = sorted_values(random_map({2, 2, 4, 4}));
  const auto all = pairwise_efdm_of_sorted(a, b);
  REQUIRE(all.sizes() == at::IntArrayRef({3, 2}));
  for (int64_t i = 0; i < 3; ++i) {
    for (int64_t j = 0; j < 2; ++j) {
      const auto one = efdm_of_sorted(a.narrow(0, i, 1), b.narrow(0, j, 1));
      CHECK(all[i][j].item<double>() == Approx(one.item<double>()).epsilon(1e-12));
    }
  }
}
