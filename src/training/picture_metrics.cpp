#include "training/picture_metrics.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/core/names.h"
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

std::vector<metrics::Lab> gathered(const std::vector<metrics::Lab>& colours, const Ranks& ranks) {
  std::vector<double> numbers;
  for (const auto& colour : colours) append(numbers, {colour.lightness, colour.a, colour.b});
  numbers = gathered_numbers(numbers, ranks);
  std::vector<metrics::Lab> all;
  for (size_t i = 0; i < numbers.size(); i += 3)
    all.push_back({numbers[i], numbers[i + 1], numbers[i + 2]});
  return all;
}

}  // namespace

metrics::Better better(PictureMetric metric) {
  switch (metric) {
    case PictureMetric::psnr:
    case PictureMetric::ssim:
    case PictureMetric::corrected_psnr:
    case PictureMetric::corrected_ssim:
      return metrics::Better::higher;
    default:
      return metrics::Better::lower;
  }
}

metrics::Better better(const std::string& name) {
  const auto metric = enum_value<PictureMetric>(name);
  return metric ? better(*metric) : metrics::Better::lower;
}

void PictureMetrics::add(PictureMetric metric, double value) {
  meters_.try_emplace(metric, metrics::Meter{better(metric)}).first->second.add(value);
}

void PictureMetrics::add(const Preview& preview) {
  using enum PictureMetric;
  for (int64_t n = 0; preview.output.defined() && n < preview.output.size(0); ++n) {
    const auto output = codes(preview.output[n]);
    if (preview.target.defined()) {
      const auto target = codes(preview.target[n]);
      const auto corrected = metrics::mean_corrected(output, target);
      add(psnr, metrics::psnr(output, target));
      add(delta_e, metrics::ciede2000(output, target));
      add(corrected_psnr, metrics::psnr(corrected, target));
      add(corrected_delta_e, metrics::ciede2000(corrected, target));
      if (std::min(target.size(1), target.size(2)) >= metrics::kSsimWindow) {
        add(ssim, metrics::ssim(output, target));
        add(corrected_ssim, metrics::ssim(corrected, target));
      }
    }
    if (!preview.well_lit.defined()) continue;
    const auto lit = codes(preview.well_lit[n]);
    add(identity_delta_e, metrics::ciede2000(codes(preview.well_lit_output[n]), lit));
    append(output_colours_, metrics::colours_of(output));
    append(well_lit_colours_, metrics::colours_of(lit));
    const auto dark = codes(preview.input[n]);
    append(noise_gains_, metrics::noise_gain(dark, output, metrics::flat_patches(dark)).gains);
  }
}

void PictureMetrics::gather(const Ranks& ranks) {
  if (ranks.size() == 1) return;
  for (const auto& [metric, name] : names_of(PictureMetric{})) {
    auto meter = meters_.contains(metric) ? meters_.at(metric) : metrics::Meter{better(metric)};
    const auto sums = gathered_numbers({meter.sum, double(meter.count)}, ranks);
    meter.reset();
    for (size_t r = 0; r < sums.size(); r += 2) {
      meter.sum += sums[r];
      meter.count += int64_t(sums[r + 1]);
    }
    if (meter.count > 0) meters_.insert_or_assign(metric, meter);
  }
  for (auto* colours : {&output_colours_, &well_lit_colours_}) *colours = gathered(*colours, ranks);
  noise_gains_ = gathered_numbers(noise_gains_, ranks);
}

std::vector<NamedValue> PictureMetrics::values() const {
  std::vector<NamedValue> values;
  const auto add_value = [&](PictureMetric metric, double value) {
    values.emplace_back(enum_name(metric), value);
  };
  for (const auto& [metric, meter] : meters_) add_value(metric, meter.mean());
  if (!output_colours_.empty()) {
    add_value(PictureMetric::colour_distance,
              metrics::colour_distance(output_colours_, well_lit_colours_));
  }
  if (!noise_gains_.empty()) add_value(PictureMetric::noise_gain, median(noise_gains_));
  return values;
}

}  // namespace lowlight::training
