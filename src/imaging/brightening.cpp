#include "lowlight/imaging/brightening.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "imaging/one_colour.h"
#include "imaging/pixel_means.h"
#include "imaging/quantile.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"
#include "lowlight/core/vectorise.h"
#include "lowlight/imaging/darkness.h"
#include "lowlight/imaging/smooth_step.h"

namespace lowlight::imaging {
namespace {

constexpr double kDarkestGain = -5, kBrightestGain = 11;
constexpr int kBisections = 24;
constexpr double kTarget = 0.46, kLowestTarget = 0.32;
// In 8-bit codes: below the first there is nothing, below the second nothing beside what is lit.
constexpr double kBlack = 2, kNearlyBlack = 6;
// With this gain one code stays below 0.03.
constexpr double kMostOnGround = 2.5;

/// [N] → [N, 1, 1, …] with the dimensions of x.
torch::Tensor per_picture(const torch::Tensor& values, const torch::Tensor& x) {
  std::vector<int64_t> shape(size_t(x.dim()), 1);
  shape[0] = -1;
  return values.to(x.options()).view(shape);
}

torch::Tensor exposed(const torch::Tensor& x, const torch::Tensor& log2_gain) {
  return linear_to_srgb(srgb_to_linear(x) * torch::exp2(per_picture(log2_gain, x)));
}

constexpr int64_t kBins = 512;

/// Adds `share` for each value of one colour to the weights of the two bins around it.
void add_colour(const float* values, int64_t count, float share, float* weights) {
  constexpr float kStep = 1.f / float(kBins - 1);
  for (int64_t i = 0; i < count; ++i) {
    const auto bin = std::min(int64_t(std::sqrt(values[i]) * float(kBins - 1)), kBins - 2);
    const float low = float(bin) * kStep, high = float(bin + 1) * kStep;
    // Linear in value, not in place: then the mean of the values is exact.
    const float upper = share * (values[i] - low * low) / (high * high - low * low);
    weights[bin] += share - upper;
    weights[bin + 1] += upper;
  }
}

/// The luma-weighted distributions of the colours of pictures, [N, kBins] on the CPU: mean luma of
/// a tone = Σ tone(value of the bin)·weight, for any tone that treats the three colours alike. Bins
/// lie closer together near black, where gains are large.
torch::Tensor distributions_of(const torch::Tensor& pictures) {
  const auto colours = pictures.flatten(2).clamp(0, 1).to(torch::kCPU, torch::kFloat).contiguous();
  const int64_t n = colours.size(0), pixels = colours.size(2);
  auto weights = torch::zeros({n, kBins}, colours.options());
  for (int64_t i = 0; i < 3 * n; ++i)
    add_colour(colours.data_ptr<float>() + i * pixels,
               pixels,
               float(kLumaWeights<double>[size_t(i % 3)] / double(pixels)),
               weights.data_ptr<float>() + i / 3 * kBins);
  return weights;
}

/// A tone of light of 2^e, read off a table: the same for all values and gains of one sum e.
class ToneOfLight {
 public:
  /// tone(log₂ of light [M]) → [M].
  template <class Tone>
  explicit ToneOfLight(const Tone& tone)
      : table_(tone(torch::linspace(kLeast, kMost, kSize)).to(torch::kDouble).contiguous()) {}

  double operator()(double e) const {
    const double place = (std::clamp(e, kLeast, kMost) - kLeast) / (kMost - kLeast) * (kSize - 1);
    const auto i = std::min(int64_t(place), kSize - 2);
    const double* numbers = table_.data_ptr<double>();
    return numbers[i] + (place - double(i)) * (numbers[i + 1] - numbers[i]);
  }

 private:
  static constexpr double kLeast = -28, kMost = kBrightestGain;
  static constexpr int64_t kSize = 4096;
  torch::Tensor table_;
};

/// The log₂ gain at which the mean luma reaches the target.
double gain_for(const float* weights, const ToneOfLight& tone, double target) {
  std::array<double, kBins> light{};
  for (int64_t bin = 0; bin < kBins; ++bin) {
    const double root = double(bin) / double(kBins - 1);
    light[size_t(bin)] = std::log2(std::max(srgb_to_linear(root * root), 1e-12));
  }
  double low = kDarkestGain, high = kBrightestGain;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    double mean = 0;
    for (size_t bin = 0; bin < light.size(); ++bin)
      if (weights[bin] > 0) mean += double(weights[bin]) * tone(light[bin] + middle);
    (mean < target ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// The same for each picture; tone(picture, log₂ of light [M]) → [M].
template <class Tone>
torch::Tensor gains_for(const torch::Tensor& weights,
                        const Tone& tone,
                        const torch::Tensor& target) {
  const auto targets = target.to(torch::kCPU, torch::kDouble).contiguous();
  std::vector<double> gains;
  for (int64_t n = 0; n < weights.size(0); ++n) {
    const ToneOfLight of_light([&](const torch::Tensor& light) { return tone(n, light); });
    gains.push_back(
        gain_for(weights.data_ptr<float>() + n * kBins, of_light, targets.data_ptr<double>()[n]));
  }
  return torch::tensor(gains, torch::kDouble).to(target.options());
}

/// The floor's tone of white light of 2^e.
torch::Tensor floor_of_light(int64_t, const torch::Tensor& light) {
  return floor_tone(torch::ones({light.size(0), 1}), light).flatten();
}

/// What a picture would look like at the usual target: the share that is black and the share that
/// is bright. [N]
struct Extremes {
  torch::Tensor black, bright;
};

Extremes extremes_of(const torch::Tensor& y) {
  return {pixel_means((y < 0.1).to(y.dtype())), pixel_means(((y - 0.75) / 0.2).clamp(0, 1))};
}

constexpr int64_t kShades = 4096;

/// The value at x in [0, 1], linear between the kShades of a tone.
[[gnu::always_inline]] inline float shade_at(const float* tone, float x) {
  const float place = std::min(std::max(x, 0.f), 1.f) * float(kShades - 1);
  const auto below = int32_t(std::min(place, float(kShades - 2)));
  return tone[below] + (place - float(below)) * (tone[below + 1] - tone[below]);
}

LOWLIGHT_VECTORISE
void fill_toned_luma(const float* tone,
                     const float* red,
                     const float* green,
                     const float* blue,
                     int64_t count,
                     float* __restrict y) {
  for (int64_t i = 0; i < count; ++i)
    y[i] = luma(shade_at(tone, red[i]), shade_at(tone, green[i]), shade_at(tone, blue[i]));
}

/// The luma of the brightened pictures, [N, h, w] on the CPU. The tone is read off a table: it has
/// three powers a colour.
torch::Tensor brightened_luma(const torch::Tensor& small, const Brightening& step) {
  const int64_t n = small.size(0), pixels = small.size(2) * small.size(3);
  const auto shades = torch::linspace(0, 1, kShades).expand({n, kShades});
  const auto tones =
      brighten(shades, {step.log2_gain.cpu(), step.toe.cpu(), {}}).to(torch::kFloat).contiguous();
  const auto pictures = small.to(torch::kCPU, torch::kFloat).contiguous();
  auto y = torch::empty({n, small.size(2), small.size(3)}, pictures.options());
  for (int64_t i = 0; i < n; ++i) {
    const float* colours = pictures.data_ptr<float>() + 3 * i * pixels;
    fill_toned_luma(tones.data_ptr<float>() + i * kShades,
                    colours,
                    colours + pixels,
                    colours + 2 * pixels,
                    pixels,
                    y.data_ptr<float>() + i * pixels);
  }
  return y;
}

/// Where the target would burn or leave black much of the picture, or lift little but noise, a
/// lower one.
torch::Tensor gentler_target(const Extremes& at_usual, const torch::Tensor& floor_log2_gain) {
  return (kTarget - 0.6 * (at_usual.bright - 0.15).clamp_min(0) -
          0.4 * (at_usual.black - 0.28).clamp_min(0) - 0.06 * (floor_log2_gain - 6).clamp_min(0))
      .clamp(kLowestTarget, kTarget);
}

/// Of each picture [N]: how surely nearly all of it is a ground with nothing in it, and how light
/// what is lit is, by the largest colour at the 90 % point, on such a ground at that of the rest.
struct LitPart {
  torch::Tensor ground, value;
};

LitPart lit_part_of(const torch::Tensor& small) {
  const auto largest = small.amax(1).flatten(1);
  const auto share_below = [&](double code) {
    return pixel_means((largest < code / 255).to(small.dtype()));
  };
  const auto nearly_black = share_below(kNearlyBlack);
  std::vector<torch::Tensor> values;
  for (int64_t n = 0; n < small.size(0); ++n) {
    const double rest = 0.1 * (1 - nearly_black[n].item<double>());
    values.push_back(row_quantiles(largest.narrow(0, n, 1), 1 - rest));
  }
  const auto of_rest = torch::cat(values);
  // A photo many stops too dark is nearly black as well, but nothing in it is lit.
  const auto ground =
      torch::maximum(smooth_step(share_below(kBlack), 0.5, 0.7),
                     smooth_step(nearly_black, 0.55, 0.75) * smooth_step(of_rest, 0.12, 0.3));
  return {ground, torch::lerp(row_quantiles(largest, 0.9), of_rest, ground)};
}

/// A lit subject before a black ground: the picture's mean says nothing about it. Its lights are
/// laid at −2 EV or stay where they are, and a ground with nothing in it stays black.
template <class Tone>
torch::Tensor held_for_lit_part(const torch::Tensor& gain,
                                const torch::Tensor& small,
                                const Extremes& at_usual,
                                const Tone& tone) {
  const auto lit = lit_part_of(small);
  const auto greys = lit.value.view({-1, 1, 1, 1}).expand({-1, 3, 1, 1});
  const auto stays = gains_for(distributions_of(greys), tone, lit.value.clamp_max(0.99));
  const auto most = torch::maximum(-2 - torch::log2(srgb_to_linear(lit.value) + 1e-5), stays);
  const auto before_black = torch::maximum(smooth_step(at_usual.black, 0.2, 0.45), lit.ground);
  const auto held = gain - before_black * (gain - most).clamp_min(0);
  return held - lit.ground * (held - kMostOnGround).clamp_min(0);
}

void check_pictures(const torch::Tensor& small) {
  LOWLIGHT_CHECK(small.dim() == 4 && small.size(1) == 3 && small.numel() > 0,
                 "meter: pictures must be [N, 3, h, w] and not empty, got ",
                 small.sizes());
}

}  // namespace

at::Tensor floor_tone(const at::Tensor& x, const at::Tensor& log2_gain) {
  const auto t = torch::tanh(0.95 * exposed(x, log2_gain));
  return t + 0.4 * t * (1 - t) * (t - 0.46);
}

at::Tensor floor_gain(const at::Tensor& small, double target) {
  check_pictures(small);
  const torch::NoGradGuard no_gradients;
  const auto targets = torch::full({small.size(0)}, target, small.options());
  return gains_for(distributions_of(small), floor_of_light, targets);
}

at::Tensor brighten(const at::Tensor& x, const Brightening& step) {
  const auto e = exposed(x, step.log2_gain);
  const auto z = e.square() / (e + per_picture(step.toe, x) + 1e-6);
  const auto t = torch::tanh(1.91 * z.clamp_min(1e-9).pow(0.75));
  return t + 0.65 * t * (1 - t) * (t - 0.2);
}

Brightening meter(const at::Tensor& pictures, const at::Tensor& darkness) {
  check_pictures(pictures);
  const torch::NoGradGuard no_gradients;
  const auto small = in_one_light(pictures, one_colour_share(pictures));
  const auto weights = distributions_of(small);
  const auto usual = torch::full({small.size(0)}, kTarget, small.options());
  Brightening step;
  const auto floor_log2_gain = gains_for(weights, floor_of_light, usual);
  step.toe = (0.032 * (floor_log2_gain - 3.6)).clamp(0, 0.13);
  const auto toes = step.toe.to(torch::kCPU);
  const auto tone = [&](int64_t n, const torch::Tensor& light) {
    const auto white = torch::ones({light.size(0), 1});
    return brighten(white, {light, toes[n].expand({light.size(0)}), {}}).flatten();
  };
  const Brightening first{gains_for(weights, tone, usual), step.toe, {}};
  const auto at_usual = extremes_of(brightened_luma(small, first).to(small.options()));
  const auto gain = gains_for(weights, tone, gentler_target(at_usual, floor_log2_gain));
  step.log2_gain = held_for_lit_part(gain, small, at_usual, tone);
  step.darkness = darkness;
  return step;
}

Brightening meter(const at::Tensor& small) { return meter(small, judge_darkness(small).share); }

}  // namespace lowlight::imaging
