// How well a score tells what is not to be believed.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

namespace lowlight::metrics {

/// What a score is worth that should be higher for outliers. Each is undefined where a class is
/// absent: outliers (all three) or inliers (`auroc` and `false_positives`).
struct OutlierFigures {
  std::optional<double> auroc;              ///< area under true over false positives, 0.5 = chance
  std::optional<double> average_precision;  ///< Σ (recall_i − recall_{i−1}) · precision_i
  std::optional<double> false_positives;    ///< their rate at the first recall of 0.95 or more
};

/// `scores` [n] of any floating type, finite, and `outlier` [n] bool, as one ranking: equal scores
/// are one step of it. Counts are exact and sums in double; n = 0 leaves all undefined. Anything
/// else is c10::ValueError.
OutlierFigures outlier_figures(const at::Tensor& scores, const at::Tensor& outlier);

/// Σ over `bins` equal bins of confidence of (share of the samples) · |mean confidence − share of
/// right ones| (expected calibration error, Guo et al. 2017, arXiv 1706.04599, eq. 5). `confidence`
/// [n] in [0, 1], `right` [n] bool; a confidence on an edge belongs to the bin below, 0 to the
/// first. Undefined for n = 0; anything else, or bins < 1, is c10::ValueError.
std::optional<double> calibration_error(const at::Tensor& confidence,
                                        const at::Tensor& right,
                                        int64_t bins = 15);

/// The mean of `errors` over the most trusted share of all samples, for each of `coverages` in
/// (0, 1] (risk–coverage, Geifman and El-Yaniv 2017, arXiv 1705.08500, eq. 1 and 2): what is left
/// when the rest is handed back. ⌈share · n⌉ samples are kept; of equally trusted ones where the
/// line falls, each counts in part, as in the mean over every order of them. `trust` and `errors`
/// [n], finite, n ≥ 1, else c10::ValueError.
std::vector<double> risk_at_coverage(const at::Tensor& trust,
                                     const at::Tensor& errors,
                                     const std::vector<double>& coverages);

}  // namespace lowlight::metrics
