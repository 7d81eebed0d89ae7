// How good a network's pictures are, measured on previews.
#pragma once

#include <string>
#include <vector>

#include "lowlight/metrics/colour_difference.h"
#include "lowlight/metrics/meter.h"
#include "lowlight/training/preview.h"
#include "lowlight/training/train_observer.h"

namespace lowlight::training {

/// Collects metrics over the pictures of previews, all after rounding to 8 bits:
///   "psnr", "ssim", "delta_e"   output against target
///   "corrected_psnr", "corrected_ssim", "corrected_delta_e"
///                               the same, the output scaled to the target's mean luma first:
///                               without the brightness that a target has partly by chance
///   "identity_delta_e"          well_lit_output against well_lit
///   "colour_distance"           of the outputs, all together, from the well_lit photos, all
///   together "noise_gain"                input to output, of previews with well_lit photos: the
///   median over
///                               the input's flat patches
/// delta_e is the mean CIEDE2000. SSIM needs sides of metrics::kSsimWindow pixels and is not
/// measured below.
class PictureMetrics {
 public:
  void add(const Preview& preview);

  /// The means over all pictures (noise_gain: the median; colour_distance: as above), in the order
  /// above; only what could be measured.
  std::vector<NamedValue> values() const;

 private:
  std::vector<std::pair<std::string, metrics::Meter>> meters_;
  std::vector<metrics::Lab> output_colours_, well_lit_colours_;
  std::vector<double> noise_gains_;

  void add(const std::string& name, double value);
  void add_comparison(const std::string& prefix,
                      const at::Tensor& output,
                      const at::Tensor& target);
};

/// Which way the metric `name` is good.
metrics::Better better(const std::string& name);

}  // namespace lowlight::training
