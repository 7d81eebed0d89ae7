#include "blocks/oct_bands.h"

#include "lowlight/core/check.h"

namespace lowlight::blocks {
namespace {

void check_band(const char* block, const char* name, const at::Tensor& band, int64_t channels) {
  if (channels == 0) {
    LOWLIGHT_CHECK(
        !band.defined(), block, ": there must be no ", name, " band, got ", band.sizes());
    return;
  }
  LOWLIGHT_CHECK(
      band.defined(), block, ": the ", name, " band must have ", channels, " channels, got none");
  LOWLIGHT_CHECK(band.dim() == 4 && band.size(1) == channels,
                 block,
                 ": the ",
                 name,
                 " band must be [N, ",
                 channels,
                 ", H, W], got ",
                 band.sizes());
}

}  // namespace

BandSize size_of_high(const OctTensor& x) {
  if (x.has_high()) return {x.high.size(2), x.high.size(3)};
  return {2 * x.low.size(2), 2 * x.low.size(3)};
}

bool is_pointwise(int64_t kernel_size, const ConvGeometry& geometry) {
  return kernel_size == 1 && geometry.stride == 1 && geometry.padding == 0;
}

void check_plain(const char* block, const at::Tensor& x, const OctConvOptions& options) {
  LOWLIGHT_CHECK(x.dim() == 4 && x.size(1) == options.in_channels,
                 block,
                 ": x must be [N, ",
                 options.in_channels,
                 ", H, W], got ",
                 x.sizes());
}

void check_bands(const char* block, const OctTensor& x, const OctConvOptions& options) {
  check_band(block, "high", x.high, options.high_in());
  check_band(block, "low", x.low, options.low_in());
  if (!x.has_high() || !x.has_low()) return;
  LOWLIGHT_CHECK(
      x.low.size(0) == x.high.size(0) && x.low.size(2) == half_size(x.high.size(2)) &&
          x.low.size(3) == half_size(x.high.size(3)),
      block,
      ": the low band must have the high band's batch and half its size, rounded up, got low ",
      x.low.sizes(),
      " for high ",
      x.high.sizes());
}

at::Tensor weighted_sum(const at::Tensor& high,
                        const at::Tensor& low,
                        const OctConvOptions& options) {
  const auto [high_ratio, low_ratio] = options.freq_ratio;
  if (!high.defined()) return low * low_ratio;
  if (!low.defined()) return high * high_ratio;
  return high * high_ratio + low * low_ratio;
}

}  // namespace lowlight::blocks
