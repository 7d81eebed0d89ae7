#include "lowlight/models/colour_statistics.h"

#include <c10/util/Exception.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "lowlight/core/cielab.h"
#include "support/catch.h"

using namespace lowlight;
using lowlight::models::colour_statistics;
using lowlight::models::kColourStatistics;

namespace {

constexpr int64_t kBands = 7 * 11, kSectors = kBands + 6 * 7, kSpread = kSectors + 12 * 3;

/// A picture of one colour, [1, 3, 40].
at::Tensor plain(double red, double green, double blue) {
  return at::tensor({red, green, blue}, at::kFloat).view({1, 3, 1}).repeat({1, 1, 40});
}

}  // namespace

TEST_CASE("Colour statistics do not depend on the order of the pixels") {
  torch::manual_seed(1);
  const auto pixels = torch::rand({2, 3, 300});
  const auto order = torch::randperm(300);
  const auto statistics = colour_statistics(pixels);
  CHECK(statistics.sizes() == at::IntArrayRef({2, kColourStatistics}));
  CHECK(torch::allclose(colour_statistics(pixels.index_select(2, order)), statistics));
  CHECK(torch::equal(colour_statistics(pixels.slice(0, 1)), statistics.slice(0, 1)));
  CHECK(colour_statistics(pixels.to(torch::kDouble)).scalar_type() == torch::kDouble);
  CHECK(colour_statistics(pixels.slice(0, 0, 0)).sizes() == at::IntArrayRef({0, 161}));
}

TEST_CASE("Quantiles are what sorting finds, of many equal values and outliers too") {
  torch::manual_seed(2);
  const auto pixels = torch::cat({(torch::rand({1, 1, 501}) * 9).round() / 9,
                                  torch::rand({1, 1, 501}).pow(40),
                                  torch::full({1, 1, 501}, 0.3)},
                                 1);
  const auto found = colour_statistics(pixels).flatten().slice(0, 3 * 11, 6 * 11).view({3, 11});
  const auto sorted = std::get<0>((2 * pixels[0]).sort(1));
  const std::vector<int64_t> places{0, 5, 25, 75, 150, 250, 350, 425, 475, 495, 500};
  CHECK(torch::allclose(found, sorted.index_select(1, torch::tensor(places)), 0, 1e-6));
}

TEST_CASE("Quantiles are found in huge and in denormal ranges too") {
  for (const float far : {1.5e38f, 1e-40f}) {
    auto pixels = torch::zeros({1, 3, 40});
    pixels[0][0].slice(0, 20).fill_(far);
    pixels[0][0].slice(0, 0, 10).fill_(-far);
    const auto red = colour_statistics(pixels)[0].slice(0, 3 * 11, 4 * 11);
    CHECK(red[0].item<float>() == -2 * far);
    CHECK(red[4].item<float>() == 0);
    CHECK(red[10].item<float>() == 2 * far);
  }
}

TEST_CASE("A plain colour lies in its bands of lightness and sectors of hue alone") {
  const auto numbers = colour_statistics(plain(0.8, 0.3, 0.2)).flatten().to(torch::kDouble);
  const auto lab = srgb_to_lab(plain(0.8, 0.3, 0.2)).to(torch::kDouble)[0].select(1, 0);
  const double l = lab[0].item<double>(), a = lab[1].item<double>(), b = lab[2].item<double>();
  const double chroma = std::hypot(a, b), greyness = std::exp(-chroma / 6);
  const auto at = [&](int64_t place) { return Approx(numbers[place].item<double>()).margin(1e-4); };
  for (int band = 0; band < 6; ++band) {
    const double weight = std::max(0.0, 1 - std::abs(l / 20 - band)), all = weight + 0.003;
    const double grey = weight * greyness, greys = grey + 0.001;
    const int64_t place = kBands + 7 * band;
    CHECK(weight * a / all / 20 == at(place));
    CHECK(weight * b / all / 20 == at(place + 1));
    CHECK(weight * chroma / all / 20 == at(place + 2));
    CHECK(3 * weight == at(place + 3));
    CHECK(grey * a / greys / 5 == at(place + 4));
    CHECK(grey * b / greys / 5 == at(place + 5));
    CHECK(6 * grey == at(place + 6));
  }
  for (int sector = 0; sector < 12; ++sector) {
    const double middle = -M_PI + sector * M_PI / 6;
    const double distance = std::abs(std::remainder(std::atan2(b, a) - middle, 2 * M_PI));
    const double weight = std::max(0.0, 1 - distance * 6 / M_PI) * chroma, all = weight + 0.1;
    CHECK(weight / 10 == at(kSectors + 3 * sector));
    CHECK(weight * l / all / 100 == at(kSectors + 3 * sector + 1));
    CHECK(weight * chroma / all / 50 == at(kSectors + 3 * sector + 2));
  }
}

TEST_CASE("The spread is the root of the covariances, with their signs") {
  torch::manual_seed(3);
  const auto pixels = torch::rand({1, 3, 200});
  const auto covariance = srgb_to_lab(pixels)[0].cov(/*correction=*/0);
  const auto found = colour_statistics(pixels).flatten().slice(0, kSpread);
  int64_t place = 0;
  for (int64_t i = 0; i < 3; ++i) {
    for (int64_t j = i; j < 3; ++j) {
      const float value = covariance[i][j].item<float>();
      CHECK(found[place++].item<float>() ==
            Approx(std::copysign(std::sqrt(std::abs(value)) / 20, value)).epsilon(1e-3));
    }
  }
}

TEST_CASE("Colour statistics hardly depend on how many pixels there are") {
  const auto pixels = torch::linspace(0, 1, 4000).view({1, 1, 4000}) *
                      torch::tensor({1.f, 0.6f, 0.3f}).view({1, 3, 1});
  const auto few = colour_statistics(pixels.slice(2, 0, {}, 4));
  CHECK((few - colour_statistics(pixels)).abs().max().item<double>() < 0.01);
}

TEST_CASE("Colour statistics of greys, of one pixel and of no colours are finite") {
  for (const auto& pixels : {torch::zeros({1, 3, 5}),
                             torch::ones({1, 3, 5}),
                             torch::linspace(-1, 2, 50).expand({1, 3, 50}),
                             torch::rand({1, 3, 1}),
                             torch::rand({1, 3, 1}).expand({1, 3, 9})}) {
    CHECK(colour_statistics(pixels).isfinite().all().item<bool>());
  }
  CHECK_THROWS_AS(colour_statistics(torch::rand({1, 3, 0})), c10::ValueError);
  CHECK_THROWS_AS(colour_statistics(torch::rand({1, 4, 5})), c10::ValueError);
}

TEST_CASE("A pixel that is no number is told, and its picture's alone") {
  for (const float wrong : {NAN, std::numeric_limits<float>::infinity()}) {
    auto pixels = torch::rand({2, 3, 30});
    pixels[1][2][7] = wrong;
    const auto statistics = colour_statistics(pixels);
    CHECK(statistics[0].isfinite().all().item<bool>());
    CHECK(statistics[1].isnan().all().item<bool>());
  }
}

TEST_CASE("A cast and a lifted black show in the statistics") {
  torch::manual_seed(2);
  const auto pixels = torch::rand({1, 3, 500});
  const auto before = colour_statistics(pixels);
  CHECK((colour_statistics(pixels * 0.9 + 0.1) - before).abs().max().item<double>() > 0.1);
  const auto warm = pixels * torch::tensor({1.f, 0.95f, 0.85f}).view({1, 3, 1});
  CHECK((colour_statistics(warm) - before).abs().max().item<double>() > 0.1);
}
