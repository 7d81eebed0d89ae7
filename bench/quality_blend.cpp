#include "quality_blend.h"

#include <ATen/ATen.h>

#include <cstdio>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/imaging/trust_map.h"
#include "lowlight/metrics/brightness.h"
#include "lowlight/metrics/psnr.h"
#include "quality_samples.h"

namespace lowlight::bench {
namespace {

double ratio(const at::Tensor& codes, const at::Tensor& reference) {
  const auto output = codes.round().clamp(0, 255).to(at::kByte);
  return metrics::psnr(metrics::mean_corrected(output, reference), reference);
}

/// Of the result as it is, of it blended with each careful method's, and with its half.
std::vector<double> ratios(const Method& method,
                           const std::vector<Method>& careful,
                           const imaging::Image& dark,
                           const at::Tensor& reference) {
  const auto trust = imaging::to_tensor(imaging::trust_map(dark, imaging::noise_of(dark)));
  const auto result = method.run(dark).to(at::kFloat);
  std::vector<double> found = {ratio(result, reference)};
  for (const auto& other : careful)
    found.push_back(ratio(at::lerp(other.run(dark).to(at::kFloat), result, trust), reference));
  found.push_back(ratio(at::lerp(result / 2, result, trust), reference));
  return found;
}

}  // namespace

void print_blends(const Method& method,
                  const std::vector<Method>& careful,
                  const std::filesystem::path& well_lit) {
  std::printf("\nWhat is not trusted is blended with\n\n| darkened by, noise | nothing |");
  for (const auto& other : careful) std::printf(" %s |", other.name.c_str());
  std::printf(" half of the result |\n|---|---|");
  for (size_t i = 0; i < careful.size() + 1; ++i) std::printf("---|");
  std::printf("\n");
  const auto photos = photos_in(well_lit);
  for (const auto& [exposure, noise] : kTrustDarkenings) {
    auto sums = at::zeros({int64_t(careful.size()) + 2}, at::kDouble);
    for (size_t i = 0; i < photos.size(); ++i) {
      const auto picture = imaging::shrink(codecs::read_photo(photos[i]).image, kSampleSide);
      const auto reference = (picture * 255).round().to(at::kByte);
      const auto dark = underexposed(picture, exposure, noise, i);
      sums += at::tensor(ratios(method, careful, dark, reference), at::kDouble);
    }
    std::printf("| %.1f EV, %s |", exposure, noise.name);
    for (int64_t i = 0; i < sums.numel(); ++i)
      std::printf(" %.2f |", sums[i].item<double>() / double(photos.size()));
    std::printf("\n");
  }
}

}  // namespace lowlight::bench
