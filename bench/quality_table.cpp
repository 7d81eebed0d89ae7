#include "quality_table.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <numeric>

#include "lowlight/core/error.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/metrics/blotches.h"
#include "lowlight/metrics/brightness.h"
#include "lowlight/metrics/colour_difference.h"
#include "lowlight/metrics/meter.h"
#include "lowlight/metrics/noise.h"
#include "lowlight/metrics/psnr.h"
#include "lowlight/metrics/ssim.h"

namespace lowlight::bench {
namespace {

using metrics::Better;
using metrics::Meter;

/// One column group of the table.
struct Scores {
  Meter psnr{Better::higher}, ssim{Better::higher}, difference{Better::lower};

  void add(const at::Tensor& output, const at::Tensor& reference) {
    psnr.add(metrics::psnr(output, reference));
    ssim.add(metrics::ssim(output, reference));
    difference.add(metrics::ciede2000(output, reference));
  }
};

struct Row {
  Scores plain, corrected;
  std::vector<double> noise, blotches, clipped, differences;
};

double relative_blotches(const imaging::Image& dark,
                         const at::Tensor& output,
                         const std::vector<int64_t>& areas) {
  // In codes; keeps the ratio finite where gamma leaves an area grey.
  constexpr double kLeast = 0.1;
  const auto gamma = gamma_to(dark, metrics::mean_luma(output));
  return metrics::blotches(output, areas) / std::max(metrics::blotches(gamma, areas), kLeast);
}

void measure(const std::vector<Method>& methods, const Sample& sample, std::vector<Row>& rows) {
  const auto input = imaging::to_rgb8_tensor(sample.dark);
  const auto patches = metrics::flat_patches(input);
  const auto areas = metrics::flat_areas(input);
  for (size_t i = 0; i < methods.size(); ++i) {
    const auto output = methods[i].run(sample.dark);
    if (sample.reference.defined()) {
      rows[i].plain.add(output, sample.reference);
      rows[i].corrected.add(metrics::mean_corrected(output, sample.reference), sample.reference);
    }
    rows[i].clipped.push_back(100 * metrics::newly_clipped(output, input));
    rows[i].differences.push_back(metrics::ciede2000(output, input));
    const auto gains = metrics::noise_gain(input, output, patches).gains;
    rows[i].noise.insert(rows[i].noise.end(), gains.begin(), gains.end());
    if (!areas.empty()) rows[i].blotches.push_back(relative_blotches(sample.dark, output, areas));
  }
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto place = values.begin() + long(double(values.size() - 1) * share + 0.5);
  std::ranges::nth_element(values, place);
  return *place;
}

void print_scores(const Scores& scores) {
  std::printf(" %.2f | %.4f | %.3f | %.2f | %.4f | %.2f |",
              scores.psnr.mean(),
              scores.ssim.mean(),
              scores.difference.mean(),
              scores.psnr.worst(),
              scores.ssim.worst(),
              scores.difference.worst());
}

void print_changes(const Row& row) {
  constexpr double kVisible = 3;
  std::printf(
      " %.3f | %.2f | %.2f | %td | %.1f |\n",
      std::accumulate(row.clipped.begin(), row.clipped.end(), 0.) / double(row.clipped.size()),
      quantile(row.clipped, 0.9),
      std::ranges::max(row.clipped),
      std::ranges::count_if(row.differences, [](double d) { return d > kVisible; }),
      std::ranges::max(row.differences));
}

}  // namespace

void print_quality_table(const std::vector<Method>& methods,
                         size_t count,
                         const std::function<Sample(size_t)>& sample) {
  if (count == 0) throw DataError("quality", {"the folder holds no photo of this kind"});
  std::vector<Row> rows(methods.size());
  for (size_t i = 0; i < count; ++i) measure(methods, sample(i), rows);
  std::printf("%zu pictures, %zu flat patches, flat areas in %zu pictures\n\n",
              count,
              rows[0].noise.size(),
              rows[0].blotches.size());
  std::printf(
      "| method | PSNR | SSIM | ΔE2000 | worst PSNR | SSIM | ΔE2000 | mean-corrected PSNR | SSIM | "
      "ΔE2000 | worst PSNR | SSIM | ΔE2000 | noise gain, median | blotches, median | 90 %% | newly "
      "clipped %%, mean | 90 "
      "%% | worst | changed by > 3 ΔE2000 | most |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < methods.size(); ++i) {
    std::printf("| %s |", methods[i].name.c_str());
    print_scores(rows[i].plain);
    print_scores(rows[i].corrected);
    std::printf(" %.3f | %.3f | %.3f |",
                quantile(rows[i].noise, 0.5),
                quantile(rows[i].blotches, 0.5),
                quantile(rows[i].blotches, 0.9));
    print_changes(rows[i]);
  }
}

}  // namespace lowlight::bench
