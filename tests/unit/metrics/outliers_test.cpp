#include "lowlight/metrics/outliers.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <limits>

#include "support/catch.h"

using namespace lowlight::metrics;

namespace {

at::Tensor numbers(std::vector<double> values) { return torch::tensor(values, torch::kDouble); }
at::Tensor flags(std::vector<int> values) { return torch::tensor(values).to(torch::kBool); }

/// Sixty samples of a formula that a program in another language can follow; 35 scores differ.
struct Samples {
  std::vector<double> scores;
  std::vector<int> outliers;
};

Samples samples() {
  Samples made;
  for (int i = 0; i < 60; ++i) {
    const bool outlier = (i * 7) % 5 == 0 || (i * 11) % 13 == 0;
    made.outliers.push_back(outlier);
    made.scores.push_back(std::round((std::sin(i * 1.7) * 2 + (outlier ? 1.1 : 0)) * 10) / 10);
  }
  return made;
}

}  // namespace

TEST_CASE("Figures of outliers are those of scikit-learn") {
  // roc_auc_score, average_precision_score and roc_curve of scikit-learn 1.9.1.
  const auto [scores, outliers] = samples();
  const auto figures = outlier_figures(numbers(scores), flags(outliers));
  CHECK(*figures.auroc == Approx(0.7052556818181819).epsilon(1e-14));
  CHECK(*figures.average_precision == Approx(0.5341798626035938).epsilon(1e-14));
  CHECK(*figures.false_positives == Approx(0.6363636363636364).epsilon(1e-14));
}

TEST_CASE("The order of samples with one score does not count") {
  const auto scores = numbers({3, 1, 1, 1, 1, 0});
  const auto one = outlier_figures(scores, flags({1, 1, 0, 0, 1, 0}));
  const auto other = outlier_figures(scores, flags({1, 0, 0, 1, 1, 0}));
  CHECK(*one.auroc == *other.auroc);
  CHECK(*one.average_precision == *other.average_precision);
  CHECK(*one.false_positives == *other.false_positives);
  const auto blind = outlier_figures(torch::zeros({6}), flags({1, 0, 0, 1, 1, 0}));
  CHECK(*blind.auroc == Approx(0.5));
  CHECK(*blind.average_precision == Approx(0.5));
  CHECK(*blind.false_positives == 1);
}

TEST_CASE("Right and wrong rankings have the ends of the scale") {
  const auto right = outlier_figures(numbers({4, 3, 2, 1}), flags({1, 1, 0, 0}));
  CHECK(*right.auroc == 1);
  CHECK(*right.average_precision == 1);
  CHECK(*right.false_positives == 0);
  CHECK(*outlier_figures(numbers({1, 2, 3, 4}), flags({1, 1, 0, 0})).auroc == 0);
}

TEST_CASE("The rate of false positives is that of the first recall of 0.95 or more") {
  // Twenty outliers, one of them below the ten inliers: 0.95 is reached before them.
  std::vector<double> scores(30);
  std::vector<int> outliers(30);
  for (int i = 0; i < 30; ++i) {
    scores[size_t(i)] = 30 - i;
    outliers[size_t(i)] = i < 19 || i == 29;
  }
  CHECK(*outlier_figures(numbers(scores), flags(outliers)).false_positives == 0);
  std::swap(outliers[18], outliers[28]);
  CHECK(*outlier_figures(numbers(scores), flags(outliers)).false_positives == 1);
}

TEST_CASE("Where a class is absent figures are undefined and not zero") {
  const auto no_outlier = outlier_figures(numbers({1, 2}), flags({0, 0}));
  CHECK((!no_outlier.auroc && !no_outlier.average_precision && !no_outlier.false_positives));
  const auto no_inlier = outlier_figures(numbers({1, 2}), flags({1, 1}));
  CHECK((!no_inlier.auroc && !no_inlier.false_positives));
  CHECK(*no_inlier.average_precision == 1);
  const auto nothing = outlier_figures(numbers({}), flags({}));
  CHECK((!nothing.auroc && !nothing.average_precision && !nothing.false_positives));
}

TEST_CASE("A million samples are counted exactly") {
  const auto scores = torch::arange(1'000'000, torch::kDouble).remainder(1000);
  const auto figures = outlier_figures(scores, scores >= 500);
  CHECK(*figures.auroc == 1);
  CHECK(*outlier_figures(scores.to(torch::kFloat), scores < 500).auroc == 0);
}

TEST_CASE("The calibration error is that of scikit-learn's curve") {
  // calibration_curve(n_bins = 10) of scikit-learn 1.9.1, weighted by the samples of each bin.
  const auto [scores, outliers] = samples();
  const auto error = calibration_error(numbers(scores).sigmoid(), flags(outliers), 10);
  CHECK(*error == Approx(0.3014884014017599).epsilon(1e-13));
}

TEST_CASE("Confidence that is right as often as it says has no calibration error") {
  const auto confidence = numbers({0.75, 0.75, 0.75, 0.75, 0, 1});
  CHECK(*calibration_error(confidence, flags({1, 1, 1, 0, 0, 1})) == Approx(0).margin(1e-15));
  CHECK(*calibration_error(numbers({1, 1}), flags({0, 0})) == 1);
  CHECK(!calibration_error(numbers({}), flags({})));
}

TEST_CASE("Risk is the mean error of those that are trusted most") {
  const auto trust = numbers({0.1, 0.9, 0.5, 0.7}), errors = numbers({8, 1, 4, 2});
  const auto risks = risk_at_coverage(trust, errors, {0.25, 0.5, 0.6, 1});
  CHECK(risks == std::vector<double>{1, 1.5, 7.0 / 3, 3.75});
  // Of ten samples 0.7 keeps seven, although 0.7 · 10 is above 7 in binary.
  const auto ten = torch::arange(10, torch::kDouble);
  CHECK(risk_at_coverage(-ten, ten, {0.7}).front() == Approx(3));
}

TEST_CASE("The ratio of the share that is kept is that of an independent program") {
  // numpy 2.4: equal trusts get the mean error of their group, then cumulative means; the mean over
  // 20,000 random orders of equal ones, sorted stably, agrees to 1e-6.
  const auto scores = samples().scores;
  std::vector<double> errors;
  for (int i = 0; i < 60; ++i)
    errors.push_back(std::pow(0.02 + 0.3 * std::abs(std::sin(i * 0.9)), 2));
  const auto risks =
      risk_at_coverage(-numbers(scores), numbers(errors), {0.1, 0.25, 0.5, 0.8, 0.95, 1});
  const double decibels[] = {12.002035111486709,
                             12.922169852496943,
                             12.839066686779393,
                             12.882741343610537,
                             12.878222724382628,
                             12.805594654853484};
  for (size_t i = 0; i < risks.size(); ++i)
    CHECK(-10 * std::log10(risks[i]) == Approx(decibels[i]).epsilon(1e-13));
}

TEST_CASE("Samples trusted alike count in part where the line falls") {
  const auto trust = numbers({1, 0, 0, 0}), errors = numbers({0, 3, 6, 9});
  CHECK(risk_at_coverage(trust, errors, {0.5}).front() == Approx(3));
  CHECK(risk_at_coverage(torch::zeros({4}), errors, {0.25, 0.75}) == std::vector<double>{4.5, 4.5});
}

TEST_CASE("Scores that cannot be ranked are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS(outlier_figures(numbers({1, nan}), flags({0, 1})));
  CHECK_THROWS(outlier_figures(numbers({1, 2}), flags({0})));
  CHECK_THROWS(calibration_error(numbers({1.5}), flags({1})));
  CHECK_THROWS(calibration_error(numbers({0.5}), flags({1}), 0));
  CHECK_THROWS(risk_at_coverage(numbers({}), numbers({}), {0.5}));
  CHECK_THROWS(risk_at_coverage(numbers({1}), numbers({1}), {0}));
  CHECK_THROWS(risk_at_coverage(numbers({1}), numbers({nan}), {1}));
}
