#include "training/picture_metrics.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/metrics/brightness.h"
#include "lowlight/metrics/colour_difference.h"
#include "lowlight/metrics/colour_distance.h"
#include "lowlight/metrics/noise.h"
#include "lowlight/metrics/psnr.h"
#include "lowlight/metrics/ssim.h"

namespace lowlight::training {
namespace {

at::Tensor codes(const at::Tensor& picture) {
  return (picture.detach().clamp(0, 1) * 255).round().to(at::kCPU, at::kByte).contiguous();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

template <class Value>
void append(std::vector<Value>& values, const std::vector<Value>& more) {
  values.insert(values.end(), more.begin(), more.end());
}

}  // namespace

void PictureMetrics::add(const std::string& name, double value) {
  auto found = std::ranges::find(meters_, name, &std::pair<std::string, metrics::Meter>::first);
  if (found == meters_.end()) {
    meters_.emplace_back(name, metrics::Meter{better(name)});
    found = meters_.end() - 1;
  }
  found->second.add(value);
}

void PictureMetrics::add_comparison(const std::string& prefix,
                                    const at::Tensor& output,
                                    const at::Tensor& target) {
  add(prefix + "psnr", metrics::psnr(output, target));
  if (std::min(target.size(1), target.size(2)) >= metrics::kSsimWindow)
    add(prefix + "ssim", metrics::ssim(output, target));
  add(prefix + "delta_e", metrics::ciede2000(output, target));
}

void PictureMetrics::add(const Preview& preview) {
  const auto input = picture_of(preview, "input"), output = picture_of(preview, "output"),
             target = picture_of(preview, "target"), well_lit = picture_of(preview, "well_lit"),
             kept = picture_of(preview, "well_lit_output");
  for (int64_t n = 0; output.defined() && n < output.size(0); ++n) {
    const auto result = codes(output[n]);
    if (target.defined()) {
      const auto wanted = codes(target[n]);
      add_comparison("", result, wanted);
      add_comparison("corrected_", metrics::mean_corrected(result, wanted), wanted);
    }
    if (!well_lit.defined()) continue;
    const auto lit = codes(well_lit[n]);
    add("identity_delta_e", metrics::ciede2000(codes(kept[n]), lit));
    append(output_colours_, metrics::colours_of(result));
    append(well_lit_colours_, metrics::colours_of(lit));
    const auto dark = codes(input[n]);
    append(noise_gains_, metrics::noise_gain(dark, result, metrics::flat_patches(dark)).gains);
  }
}

std::vector<NamedValue> PictureMetrics::values() const {
  std::vector<NamedValue> values;
  for (const auto& [name, meter] : meters_) values.emplace_back(name, meter.mean());
  if (!output_colours_.empty()) {
    values.emplace_back("colour_distance",
                        metrics::colour_distance(output_colours_, well_lit_colours_));
  }
  if (!noise_gains_.empty()) values.emplace_back("noise_gain", median(noise_gains_));
  return values;
}

metrics::Better better(const std::string& name) {
  return name.ends_with("psnr") || name.ends_with("ssim") ? metrics::Better::higher
                                                          : metrics::Better::lower;
}

}  // namespace lowlight::training
