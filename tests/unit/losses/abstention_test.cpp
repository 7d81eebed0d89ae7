#include "lowlight/losses/abstention.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <map>
#include <string>

#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight;
using namespace lowlight::losses;

namespace {

const AbstentionOptions kAll{.abstention_weight = 1,
                             .hinge_weight = 1,
                             .smoothness_weight = 1,
                             .sparsity_weight = 1,
                             .least_energy = 1,
                             .inlier_margin = -3,
                             .outlier_margin = -1};

/// Of one pixel: three classes, then the abstention class.
at::Tensor pixel(std::vector<double> logits) {
  return torch::tensor(logits, torch::kDouble).view({1, -1, 1, 1});
}

at::Tensor label(int64_t value) { return torch::full({1, 1, 1}, value, torch::kLong); }

std::map<std::string, LossTerm> terms_of(const at::Tensor& logits,
                                         const at::Tensor& labels,
                                         const AbstentionOptions& options = kAll) {
  std::map<std::string, LossTerm> terms;
  for (auto& term : abstention_losses(logits, labels, options)) terms[term.name] = term;
  return terms;
}

double value(const LossTerm& term) { return term.value.item<double>(); }

at::Tensor mixed_labels() {
  const std::vector<int64_t> labels{0, 1, kOutlier, kUnlabelled, 2, kOutlier};
  return torch::tensor(labels).view({1, 2, 3});
}

}  // namespace

TEST_CASE("The free energy does not see the abstention class") {
  const double expected = -std::log(std::exp(1) + std::exp(2) + std::exp(3));
  CHECK(free_energy(pixel({1, 2, 3, 9})).item<double>() == Approx(expected));
  CHECK(free_energy(pixel({1, 2, 3, -50})).item<double>() == Approx(expected));
  CHECK(free_energy(pixel({1000, -1000, 0, 0})).item<double>() == Approx(-1000));
}

TEST_CASE("A pixel of a class may bet on it or abstain at a price") {
  const auto logits = pixel({4, 1, 0, 2});
  const auto p = logits.softmax(1).flatten();
  const double energy = -std::log(std::exp(4) + std::exp(1) + std::exp(0)), price = energy * energy;
  const auto at = [&](int i) { return p[i].item<double>(); };
  CHECK(value(terms_of(logits, label(1)).at("inliers")) ==
        Approx(-std::log(at(1) + at(3) / price)));
  CHECK(value(terms_of(logits, label(kOutlier)).at("outliers")) ==
        Approx(-std::log(at(3) * (1 + 1 / price))));
}

TEST_CASE("The price of abstaining never rises with doubt and is never zero") {
  // With logits lowered by a constant probabilities stay and only the price changes.
  double before = 0;
  for (double lower = 0; lower < 12; lower += 0.5) {
    const auto logits = pixel({6, 1, 0, 2}) - lower;
    const double outlier = value(terms_of(logits, label(kOutlier)).at("outliers"));
    CHECK(std::isfinite(outlier));
    if (lower > 0) CHECK(outlier <= before + 1e-12);
    before = outlier;
  }
  const double beyond = value(terms_of(pixel({6, 1, 0, 2}) - 40, label(kOutlier)).at("outliers"));
  CHECK(beyond == Approx(before));
}

TEST_CASE("Both bets stay above their bounds and come near them") {
  for (const double least : {0.5, 1., 3.}) {
    AbstentionOptions options = kAll;
    options.least_energy = least;
    double nearest[] = {1e9, 1e9};
    for (int round = 0; round < 200; ++round) {
      const auto logits = torch::randn({1, 4, 1, 1}, torch::kDouble) * 6;
      const double price = std::pow(std::max(-free_energy(logits).item<double>(), least), 2);
      const double bounds[] = {std::min(0., std::log(price)), -std::log1p(1 / price)};
      const double values[] = {value(terms_of(logits, label(0), options)["inliers"]),
                               value(terms_of(logits, label(kOutlier), options)["outliers"])};
      for (int i = 0; i < 2; ++i) {
        CHECK(values[i] >= bounds[i] - 1e-9);
        nearest[i] = std::min(nearest[i], values[i] - bounds[i]);
      }
    }
    CHECK((nearest[0] < 0.01 && nearest[1] < 0.01));
  }
}

TEST_CASE("The hinge asks for low energies of inliers and high ones of outliers") {
  const auto energy = [](double e) { return pixel({-e, -1e4, -1e4, 0}); };
  CHECK(value(terms_of(energy(-4), label(0)).at("hinge")) == 0);
  CHECK(value(terms_of(energy(-1), label(0)).at("hinge")) == Approx(0.5 * 4));
  CHECK(value(terms_of(energy(0), label(kOutlier)).at("hinge")) == 0);
  CHECK(value(terms_of(energy(-4), label(kOutlier)).at("hinge")) == Approx(0.5 * 9));
  CHECK(value(terms_of(energy(-4), label(kOutlier)).at("sparsity")) == Approx(4));
}

TEST_CASE("No term depends on the size of the pictures") {
  const auto logits = torch::randn({1, 4, 2, 3}, torch::kDouble);
  const auto tiled = logits.repeat({3, 1, 1, 1}), labels = mixed_labels();
  const auto one = terms_of(logits, labels), three = terms_of(tiled, labels.repeat({3, 1, 1}));
  for (const auto& [name, term] : one) CHECK(value(term) == Approx(value(three.at(name))));
  const auto ramp = torch::arange(8, torch::kDouble).view({1, 1, 1, 8});
  const auto smoothness = [&](int64_t height) {
    const auto map = ramp.expand({1, 1, height, 8});
    const auto inliers = torch::zeros({1, height, 8}, torch::kLong);
    return value(terms_of(at::cat({map, map}, 1), inliers).at("smoothness"));
  };
  CHECK(smoothness(1) == Approx(0.5));
  CHECK(smoothness(20) == Approx(0.5));
}

TEST_CASE("Each term is switched off by its weight alone") {
  const auto logits = torch::randn({1, 4, 2, 3}, torch::kDouble), labels = mixed_labels();
  const auto all = terms_of(logits, labels);
  const std::pair<const char*, double AbstentionOptions::*> weights[] = {
      {"inliers", &AbstentionOptions::abstention_weight},
      {"hinge", &AbstentionOptions::hinge_weight},
      {"smoothness", &AbstentionOptions::smoothness_weight},
      {"sparsity", &AbstentionOptions::sparsity_weight}};
  for (const auto& [off, weight] : weights) {
    auto options = kAll;
    options.*weight = 0;
    const auto rest = terms_of(logits, labels, options);
    CHECK(value(rest.at(off)) == 0);
    for (const auto& [other, unused] : weights) {
      if (std::string(other) != off) CHECK(value(rest.at(other)) == value(all.at(other)));
    }
  }
}

TEST_CASE("Only inliers, only outliers, no label and no pixel at all are finite and said") {
  const auto logits = torch::randn({2, 4, 2, 3}).requires_grad_();
  const auto with = [&](int64_t one) { return torch::full({2, 2, 3}, one, torch::kLong); };
  const auto inliers = terms_of(logits, with(1)), outliers = terms_of(logits, with(kOutlier)),
             nothing = terms_of(logits, with(kUnlabelled)),
             empty = terms_of(torch::zeros({0, 4, 2, 3}), torch::zeros({0, 2, 3}, torch::kLong));
  CHECK(!inliers.at("outliers").skipped.empty());
  CHECK(inliers.at("hinge").skipped.empty());
  CHECK(!inliers.at("hinge").note.empty());
  CHECK(!outliers.at("inliers").skipped.empty());
  CHECK(!nothing.at("hinge").skipped.empty());
  CHECK(nothing.at("smoothness").skipped.empty());
  for (const auto& [name, term] : empty) CHECK(!term.skipped.empty());
  for (const auto* terms : {&inliers, &outliers, &nothing, &empty}) {
    for (const auto& [name, term] : *terms) CHECK(std::isfinite(term.value.item<double>()));
  }
}

TEST_CASE("Logits hundreds apart have finite losses and gradients") {
  const auto logits =
      torch::tensor({300.f, -300.f, 0.f, -300.f, -300.f, 300.f, -300.f, -250.f, 0.f, 0.f, 0.f, 0.f})
          .view({1, 3, 4})
          .transpose(1, 2)
          .unsqueeze(3)
          .contiguous()
          .requires_grad_();
  const auto labels = torch::tensor({1, int(kOutlier), 0}, torch::kLong).view({1, 3, 1});
  auto sum = torch::zeros({});
  for (const auto& term : abstention_losses(logits, labels, kAll)) sum = sum + term.value;
  sum.backward();
  CHECK(std::isfinite(sum.item<double>()));
  CHECK(logits.grad().isfinite().all().item<bool>());
}

TEST_CASE("Abstention losses have the right gradients") {
  torch::manual_seed(4);
  const auto report = test::check_gradients(
      [&](const auto& in) {
        std::vector<at::Tensor> values;
        for (const auto& term : abstention_losses(in[0], mixed_labels(), kAll))
          values.push_back(term.value);
        return values;
      },
      {2 * torch::randn({1, 4, 2, 3}, torch::kDouble)});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
}

TEST_CASE("Labels that name no class and maps that do not match are refused") {
  const auto logits = torch::randn({1, 4, 2, 3});
  CHECK_THROWS(abstention_losses(logits, torch::full({1, 2, 3}, 3, torch::kLong)));
  CHECK_THROWS(abstention_losses(logits, torch::full({1, 2, 3}, -3, torch::kLong)));
  CHECK_THROWS(abstention_losses(logits, torch::zeros({1, 3, 2}, torch::kLong)));
  CHECK_THROWS(abstention_losses(logits, torch::zeros({1, 2, 3})));
  CHECK_THROWS(free_energy(torch::randn({1, 1, 2, 3})));
}
