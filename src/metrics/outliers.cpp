#include "lowlight/metrics/outliers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/check.h"

namespace lowlight::metrics {
namespace {

constexpr double kRecall = 0.95;

void check_scores(const at::Tensor& scores, const at::Tensor& flags, const char* name) {
  LOWLIGHT_CHECK(
      scores.dim() == 1 && scores.is_floating_point() && scores.isfinite().all().item<bool>(),
      name,
      ": scores must be finite numbers [n], got ",
      scores.sizes());
  LOWLIGHT_CHECK(flags.scalar_type() == at::kBool && flags.sizes() == scores.sizes(),
                 name,
                 ": flags must be bool ",
                 scores.sizes(),
                 ", got ",
                 flags.sizes());
}

/// Samples from the highest score down, in groups of one score: how many and of what sum of values
/// there are down to the end of each group.
struct Ranking {
  std::vector<int64_t> counts;
  std::vector<double> sums;
};

Ranking ranked(const at::Tensor& scores, const at::Tensor& values) {
  const auto ordered = scores.to(at::kCPU, at::kDouble).sort(/*dim=*/0, /*descending=*/true);
  const auto score = std::get<0>(ordered).contiguous();
  const auto value =
      values.to(at::kCPU, at::kDouble).index_select(0, std::get<1>(ordered)).contiguous();
  const double* scores_down = score.data_ptr<double>();
  const double* values_down = value.data_ptr<double>();
  Ranking ranking;
  double sum = 0;
  for (int64_t i = 0; i < score.numel(); ++i) {
    sum += values_down[i];
    if (i + 1 < score.numel() && scores_down[i + 1] == scores_down[i]) continue;
    ranking.counts.push_back(i + 1);
    ranking.sums.push_back(sum);
  }
  return ranking;
}

/// The sum over the first `kept` samples, groups that are kept in part counting in that part.
double sum_of_first(const Ranking& ranking, int64_t kept) {
  const auto group = std::ranges::lower_bound(ranking.counts, kept) - ranking.counts.begin();
  const int64_t count_before = group > 0 ? ranking.counts[size_t(group) - 1] : 0;
  const double sum_before = group > 0 ? ranking.sums[size_t(group) - 1] : 0;
  const double share =
      double(kept - count_before) / double(ranking.counts[size_t(group)] - count_before);
  return sum_before + share * (ranking.sums[size_t(group)] - sum_before);
}

}  // namespace

OutlierFigures outlier_figures(const at::Tensor& scores, const at::Tensor& outlier) {
  check_scores(scores, outlier, "outlier_figures");
  const auto ranking = ranked(scores, outlier);
  const auto outliers = outlier.sum().item<int64_t>();
  const int64_t inliers = scores.numel() - outliers;
  if (outliers == 0) return {};
  double area = 0, precision_sum = 0, recall_before = 0, rate_before = 0;
  std::optional<double> rate_at_recall;
  for (size_t i = 0; i < ranking.counts.size(); ++i) {
    const double recall = ranking.sums[i] / double(outliers);
    precision_sum += (recall - recall_before) * ranking.sums[i] / double(ranking.counts[i]);
    if (inliers > 0) {
      const double rate = (double(ranking.counts[i]) - ranking.sums[i]) / double(inliers);
      area += (rate - rate_before) * (recall + recall_before) / 2;
      if (!rate_at_recall && recall >= kRecall) rate_at_recall = rate;
      rate_before = rate;
    }
    recall_before = recall;
  }
  return {inliers > 0 ? std::optional(area) : std::nullopt, precision_sum, rate_at_recall};
}

std::optional<double> calibration_error(const at::Tensor& confidence,
                                        const at::Tensor& right,
                                        int64_t bins) {
  check_scores(confidence, right, "calibration_error");
  LOWLIGHT_CHECK(bins >= 1, "calibration_error: bins must be 1 or more, got ", bins);
  if (confidence.numel() == 0) return std::nullopt;
  const auto [least, most] = at::aminmax(confidence);
  LOWLIGHT_CHECK(least.item<double>() >= 0 && most.item<double>() <= 1,
                 "calibration_error: confidence must be in [0, 1], got ",
                 least.item<double>(),
                 " to ",
                 most.item<double>());
  const auto sure = confidence.to(at::kCPU, at::kDouble);
  const auto bin = ((sure * bins).ceil() - 1).clamp_min(0).to(at::kLong);
  const auto surplus = sure - right.to(at::kCPU, at::kDouble);
  const auto sums = at::zeros({bins}, at::kDouble).index_add(0, bin, surplus);
  return (sums.abs().sum() / double(sure.numel())).item<double>();
}

std::vector<double> risk_at_coverage(const at::Tensor& trust,
                                     const at::Tensor& errors,
                                     const std::vector<double>& coverages) {
  check_scores(trust, at::ones_like(trust, at::kBool), "risk_at_coverage");
  LOWLIGHT_CHECK(
      errors.sizes() == trust.sizes() && errors.isfinite().all().item<bool>() && trust.numel() > 0,
      "risk_at_coverage: errors must be finite, as many as scores and at least one, got ",
      errors.sizes(),
      " and ",
      trust.sizes());
  const auto ranking = ranked(trust, errors);
  const auto count = double(trust.numel());
  std::vector<double> risks;
  for (const double coverage : coverages) {
    LOWLIGHT_CHECK(coverage > 0 && coverage <= 1,
                   "risk_at_coverage: coverages must be in (0, 1], got ",
                   coverage);
    // A share of 0.8 of 10 is 8 samples although the product is a little more in binary.
    const auto kept = std::max<int64_t>(1, std::llround(std::ceil(coverage * count - 1e-9)));
    risks.push_back(sum_of_first(ranking, kept) / double(kept));
  }
  return risks;
}

}  // namespace lowlight::metrics
