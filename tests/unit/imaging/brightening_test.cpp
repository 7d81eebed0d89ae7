#include "lowlight/imaging/brightening.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

torch::Tensor mean_luma(const torch::Tensor& x) {
  return (0.299 * x.select(1, 0) + 0.587 * x.select(1, 1) + 0.114 * x.select(1, 2)).mean({1, 2});
}

/// A picture of mean about `level` with shadows and lights.
torch::Tensor picture(double level) {
  torch::manual_seed(4);
  return (level * (0.2 + 1.6 * torch::rand({1, 3, 24, 32}))).clamp(0, 1);
}

}  // namespace

TEST_CASE("The floor's gain gives the target mean luma from very dark to bright") {
  for (const double level : {0.004, 0.05, 0.2, 0.6}) {
    const auto x = picture(level);
    CHECK(mean_luma(floor_tone(x, floor_gain(x))).item<float>() == Approx(0.46).margin(2e-3));
  }
}

TEST_CASE("The meter brightens to the usual target where nothing burns and nothing stays black") {
  const auto x = picture(0.1);
  CHECK(mean_luma(brighten(x, meter(x))).item<float>() == Approx(0.46).margin(3e-3));
}

TEST_CASE("A picture lit in one colour is metered by that colour, as a grey one of its light") {
  const auto grey = picture(0.15);
  for (const auto& light : {torch::tensor({1.0, 0.04, 0.02}), torch::tensor({0.02, 0.06, 1.0})}) {
    const auto lit = grey * light.view({1, 3, 1, 1});
    CHECK(meter(lit).log2_gain.item<float>() ==
          Approx(meter(grey).log2_gain.item<float>()).margin(0.1));
    CHECK(brighten(lit, meter(lit)).max().item<float>() < 0.95f);
  }
}

TEST_CASE("A picture in warm light is metered by its luma") {
  const auto x = picture(0.1) * torch::tensor({1.0, 0.75, 0.45}).view({1, 3, 1, 1});
  CHECK(mean_luma(brighten(x, meter(x))).item<float>() == Approx(0.46).margin(3e-3));
}

TEST_CASE("A small bright lamp in the night lowers the target but not below its limit") {
  auto night = torch::full({1, 3, 32, 32}, 0.03);
  night.slice(2, 0, 10).fill_(0.9);
  const auto mean = mean_luma(brighten(night, meter(night))).item<float>();
  CHECK(mean < 0.43);
  CHECK(mean > 0.31);
}

TEST_CASE("Brightening is monotone, keeps black and stays below 1.06") {
  const auto x = torch::linspace(0, 1, 4096).unsqueeze(0);
  for (const double gain : {0.0, 2.0, 5.0, 9.0}) {
    for (const double toe : {0.0, 0.05, 0.13}) {
      const auto y = brighten(x, {torch::tensor({gain}), torch::tensor({toe}), {}});
      CHECK(y[0][0].item<float>() == Approx(0).margin(1e-5));
      CHECK((y.diff() >= -1e-6).all().item<bool>());
      CHECK(y.max().item<float>() < 1.06f);
    }
  }
}

TEST_CASE("Before a black ground the lit part sets the limit, not the mean") {
  auto studio = torch::zeros({1, 3, 48, 48});
  studio.slice(2, 8, 40).slice(3, 14, 34).fill_(0.5);
  const auto subject = brighten(torch::full({1, 3, 1, 1}, 0.5), meter(studio)).max();
  CHECK(subject.item<float>() < 0.9f);
  CHECK(subject.item<float>() > 0.5f);
}

TEST_CASE("A moon of any size keeps its detail, and the night around it stays black") {
  // One code of noise, or an even sky of three codes.
  for (const double sky : {0.5, 1.0, 3.0}) {
    for (const int64_t side : {2, 8, 24, 60}) {
      for (const double lit : {0.3, 0.6, 0.8, 1.0}) {
        CAPTURE(sky, side, lit);
        auto night = torch::full({1, 3, 160, 160}, sky / 255);
        night.slice(2, 40, 40 + side).slice(3, 70, 70 + side).fill_(lit);
        const auto seen = brighten(night, meter(night));
        const auto moon = seen[0][0][41][71].item<double>();
        CHECK(moon >= lit - 0.035);
        CHECK(moon <= std::max(lit, 0.9));
        CHECK(seen[0][0][0][0].item<double>() < (sky > 1 ? 0.1 : 0.03));
      }
    }
  }
}

TEST_CASE("A frame behind the lens cap stays black, a photo eight stops too dark does not") {
  const auto capped = torch::full({1, 3, 64, 64}, 1.0 / 255);
  CHECK(brighten(capped, meter(capped)).max().item<double>() < 0.03);
  const auto dark = picture(5.0 / 255);
  CHECK(mean_luma(brighten(dark, meter(dark))).item<double>() > 0.35);
}

TEST_CASE("Black and white pictures stay finite") {
  for (const double level : {0.0, 1.0}) {
    const auto x = torch::full({1, 3, 8, 8}, level);
    const auto step = meter(x);
    const auto y = brighten(x, step);
    CHECK(torch::isfinite(y).all().item<bool>());
    if (level == 0) CHECK(y.abs().max().item<float>() < 1e-6);
  }
}

TEST_CASE("Each picture of a batch is metered by itself") {
  const auto dark = picture(0.05), bright = picture(0.3);
  const auto both = meter(torch::cat({dark, bright}));
  CHECK(both.log2_gain[0].item<float>() == meter(dark).log2_gain.item<float>());
  CHECK(both.toe[1].item<float>() == meter(bright).toe.item<float>());
}

TEST_CASE("The gradient of brightening is finite everywhere, black included") {
  auto x = torch::tensor({{0.0, 1e-6, 0.003, 0.04, 0.5, 1.0}}).requires_grad_();
  brighten(x, {torch::tensor({6.0}), torch::tensor({0.1}), {}}).sum().backward();
  CHECK(torch::isfinite(x.grad()).all().item<bool>());
}

TEST_CASE("Pictures of the wrong shape are refused by rule and value") {
  CHECK_THROWS_WITH(meter(torch::zeros({3, 4, 4})), ContainsSubstring("[N, 3, h, w]"));
  CHECK_THROWS_WITH(meter(torch::zeros({1, 3, 0, 4})), ContainsSubstring("not empty"));
}
