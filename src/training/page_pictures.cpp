#include "training/page_pictures.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lowlight/core/value_text.h"
#include "lowlight/pages/address.h"
#include "lowlight/pages/png.h"

namespace lowlight::training {
namespace {

using nlohmann::json;

constexpr int64_t kBatchSamples = 8, kBatchSide = 128, kSampleSide = 192;

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

/// The size of a picture [C, H, W] when it is made so small that its longer side is `side` at most.
std::vector<int64_t> small_size(const at::Tensor& picture, int64_t side) {
  const int64_t height = picture.size(1), width = picture.size(2);
  const int64_t longer = std::max({height, width, side});
  return {std::max<int64_t>(1, height * side / longer),
          std::max<int64_t>(1, width * side / longer)};
}

/// [3, h, w] in [0, 1]: small, stretched, red around what is not finite.
at::Tensor marked(const at::Tensor& picture, const Span& span) {
  const auto size = small_size(picture, kBatchSide);
  const auto bad = picture.isfinite().logical_not().any(0, /*keepdim=*/true).to(at::kFloat);
  const auto finite = at::nan_to_num(picture, span.low, span.high, span.low);
  const double range = std::max(span.high - span.low, 1e-30);
  const auto small = at::adaptive_avg_pool2d((finite - span.low) / range, size).expand({3, -1, -1});
  // A single value would be too small a spot to be found.
  const auto spots = at::max_pool2d(std::get<0>(at::adaptive_max_pool2d(bad, size)), 5, 1, 2);
  const auto red = at::tensor({1.0F, 0.0F, 0.2F}).view({3, 1, 1});
  return at::where(spots.gt(0), red, small);
}

/// A picture [3, h, w] in [0, 1].
json shown(const at::Tensor& picture, const std::string& caption) {
  return {{"source", pages::data_uri("image/png", pages::png_file(picture))},
          {"width", picture.size(2)},
          {"height", picture.size(1)},
          {"caption", caption}};
}

json gallery_of(const std::string& name, const at::Tensor& tensor) {
  const auto pictures = tensor.detach()
                            .narrow(0, 0, std::min(kBatchSamples, tensor.size(0)))
                            .to(at::kCPU, at::kFloat);
  const auto span = span_of(at::nan_to_num(pictures, 0, 0, 0));
  const auto bad = pictures.isfinite().logical_not();
  json gallery = json::array();
  for (int64_t n = 0; n < pictures.size(0); ++n) {
    auto caption = name + " of sample " + std::to_string(n);
    if (const auto count = bad[n].sum().item<int64_t>())
      caption += ", " + std::to_string(count) + " not finite, in red";
    if (span.stretched) {
      caption += ", shown from " + number_text(span.low) + " to " + number_text(span.high);
    }
    gallery.push_back(shown(marked(pictures[n], span), caption));
  }
  return {{"pictures", gallery}};
}

/// "well_lit_output" becomes "well lit output".
std::string spoken(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace

json batch_pictures(const std::vector<doctor::NamedTensor>& batch) {
  json galleries = json::array();
  for (const auto& [name, tensor] : batch) {
    if (can_be_seen(tensor)) galleries.push_back(gallery_of(name, tensor));
  }
  return galleries;
}

json sample_pictures(const Preview& preview) {
  const auto kinds = preview.pictures();
  if (kinds.empty()) return {};
  json names = json::array(), pictures = json::array();
  for (const auto& [name, kind] : kinds) names.push_back(spoken(name));
  for (int64_t n = 0; n < kinds.front().second.size(0); ++n) {
    for (const auto& [name, kind] : kinds) {
      const auto picture = kind[n].to(at::kFloat);
      pictures.push_back(shown(at::adaptive_avg_pool2d(picture, small_size(picture, kSampleSide)),
                               spoken(name) + " of sample " + std::to_string(n + 1)));
    }
  }
  return {{"columns", names.size()}, {"names", names}, {"pictures", pictures}};
}

}  // namespace lowlight::training
