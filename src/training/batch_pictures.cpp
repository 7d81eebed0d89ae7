#include "training/batch_pictures.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/core/value_text.h"
#include "lowlight/pages/bitmap.h"
#include "lowlight/pages/html.h"

namespace lowlight::training {
namespace {

constexpr int64_t kSamples = 8, kLongSide = 128;

bool can_be_seen(const at::Tensor& tensor) {
  return tensor.defined() && tensor.dim() == 4 && tensor.numel() > 0 &&
         (tensor.size(1) == 1 || tensor.size(1) == 3);
}

struct Span {
  double low = 0, high = 1;
  bool stretched = false;
};

/// [0, 1], or what the finite values span where that is more.
Span span_of(const at::Tensor& finite) {
  Span span{finite.min().item<double>(), finite.max().item<double>()};
  span.stretched = span.low < 0 || span.high > 1;
  return span.stretched ? span : Span{};
}

/// The size of h × w at most kLongSide long.
std::vector<int64_t> small_size(int64_t height, int64_t width) {
  const int64_t side = std::max(height, width);
  if (side <= kLongSide) return {height, width};
  return {std::max<int64_t>(1, height * kLongSide / side),
          std::max<int64_t>(1, width * kLongSide / side)};
}

/// [3, h, w] in 0 … 255: small, stretched, red around what is not finite.
at::Tensor colours_of(const at::Tensor& picture, const Span& span) {
  const auto size = small_size(picture.size(1), picture.size(2));
  const auto bad = picture.isfinite().logical_not().any(0, /*keepdim=*/true).to(at::kFloat);
  const auto finite = at::nan_to_num(picture, span.low, span.high, span.low);
  const double range = std::max(span.high - span.low, 1e-30);
  const auto small = at::adaptive_avg_pool2d((finite - span.low) / range, size).expand({3, -1, -1});
  // A single value would be too small a spot to be found.
  const auto spots = at::max_pool2d(std::get<0>(at::adaptive_max_pool2d(bad, size)), 5, 1, 2);
  const auto red = at::tensor({1.0F, 0.0F, 0.2F}).view({3, 1, 1});
  return at::where(spots.gt(0), red, small).mul(255).round().clamp(0, 255).to(at::kByte);
}

std::string figure_of(const at::Tensor& picture, const Span& span, const std::string& caption) {
  const auto bytes = colours_of(picture, span).permute({1, 2, 0}).contiguous();
  const int64_t height = bytes.size(0), width = bytes.size(1);
  const auto file =
      pages::bitmap_file(width, height, {bytes.data_ptr<uint8_t>(), size_t(bytes.numel())});
  return pages::html_figure(
      pages::html_image(pages::data_uri("image/bmp", file), width, height, caption), caption);
}

std::string gallery_of(const std::string& name, const at::Tensor& tensor) {
  const auto pictures =
      tensor.detach().narrow(0, 0, std::min(kSamples, tensor.size(0))).to(at::kCPU, at::kFloat);
  const auto span = span_of(at::nan_to_num(pictures, 0, 0, 0));
  const auto bad = pictures.isfinite().logical_not();
  std::vector<std::string> figures;
  for (int64_t n = 0; n < pictures.size(0); ++n) {
    auto caption = name + " of sample " + std::to_string(n);
    if (const auto count = bad[n].sum().item<int64_t>())
      caption += ", " + std::to_string(count) + " not finite, in red";
    if (span.stretched) {
      caption += ", shown from " + number_text(span.low) + " to " + number_text(span.high);
    }
    figures.push_back(figure_of(pictures[n], span, caption));
  }
  return pages::html_gallery(figures, 8);
}

}  // namespace

std::string batch_pictures(const std::vector<doctor::NamedTensor>& batch) {
  std::string markup;
  for (const auto& [name, tensor] : batch) {
    if (can_be_seen(tensor)) markup += gallery_of(name, tensor);
  }
  return markup;
}

}  // namespace lowlight::training
