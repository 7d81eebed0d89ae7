// How good a network's pictures are, measured on previews.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/ranks.h"
#include "lowlight/metrics/colour_difference.h"
#include "lowlight/metrics/meter.h"
#include "lowlight/training/preview.h"
#include "lowlight/training/train_observer.h"

namespace lowlight::training {

/// What is measured on pictures, after rounding to 8 bits. The "corrected" figures scale the output
/// to the target's mean luma first: they are blind to brightness, which a target has partly by
/// chance.
enum class PictureMetric {
  psnr,               ///< output against target
  ssim,               ///< output against target; needs sides of metrics::kSsimWindow pixels
  delta_e,            ///< mean CIEDE2000 of output against target
  corrected_psnr,     ///< psnr, corrected
  corrected_ssim,     ///< ssim, corrected
  corrected_delta_e,  ///< delta_e, corrected
  identity_delta_e,   ///< mean CIEDE2000 of well_lit_output against well_lit
  colour_distance,    ///< distance of all outputs' colours together from all well_lit photos'
  noise_gain,         ///< median, over the input's flat patches, of the noise from input to output
};

/// The names of the values, as users write them.
constexpr auto names_of(PictureMetric) {
  return std::to_array<std::pair<PictureMetric, std::string_view>>(
      {{PictureMetric::psnr, "psnr"},
       {PictureMetric::ssim, "ssim"},
       {PictureMetric::delta_e, "delta_e"},
       {PictureMetric::corrected_psnr, "corrected_psnr"},
       {PictureMetric::corrected_ssim, "corrected_ssim"},
       {PictureMetric::corrected_delta_e, "corrected_delta_e"},
       {PictureMetric::identity_delta_e, "identity_delta_e"},
       {PictureMetric::colour_distance, "colour_distance"},
       {PictureMetric::noise_gain, "noise_gain"}});
}

/// Which way a metric is good.
metrics::Better better(PictureMetric metric);

/// Which way the metric called `name` is good: lower where no metric is called so.
metrics::Better better(const std::string& name);

/// Collects the metrics of previews. colour_distance and noise_gain are of previews with well_lit
/// photos.
class PictureMetrics {
 public:
  void add(const Preview& preview);

  /// Takes in what all ranks collected; all must ask.
  void gather(const Ranks& ranks);

  /// What could be measured, in the order above. All but colour_distance and noise_gain are means
  /// over all pictures.
  std::vector<NamedValue> values() const;

 private:
  std::map<PictureMetric, metrics::Meter> meters_;
  std::vector<metrics::Lab> output_colours_, well_lit_colours_;
  std::vector<double> noise_gains_;

  void add(PictureMetric metric, double value);
};

}  // namespace lowlight::training
