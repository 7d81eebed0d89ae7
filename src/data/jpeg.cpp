#include "data/jpeg.h"

#include <ATen/ATen.h>

#include <array>
#include <cmath>
#include <numbers>

#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"

namespace lowlight::data {
namespace {

using Table = std::array<float, 64>;

// ITU-T T.81, tables K.1 and K.2, row by row.
constexpr Table kLuminance = {16,  11,  10,  16,  24, 40, 51,  61,  12,  12,  14,  19,  26,
                              58,  60,  55,  14,  13, 16, 24,  40,  57,  69,  56,  14,  17,
                              22,  29,  51,  87,  80, 62, 18,  22,  37,  56,  68,  109, 103,
                              77,  24,  35,  55,  64, 81, 104, 113, 92,  49,  64,  78,  87,
                              103, 121, 120, 101, 72, 92, 95,  98,  112, 100, 103, 99};
constexpr Table kChrominance = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
                                24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

at::Tensor quantisers(Table table, int64_t quality) {
  const int64_t scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  for (float& step : table)
    step = std::clamp(std::floor((step * float(scale) + 50) / 100), 1.0f, 255.0f);
  return at::tensor(at::ArrayRef<float>(table), at::kFloat).view({8, 8});
}

at::Tensor cosine_basis() {
  Table basis;
  for (int k = 0; k < 8; ++k) {
    for (int x = 0; x < 8; ++x) {
      basis[size_t(8 * k + x)] = float((k == 0 ? std::sqrt(0.125) : 0.5) *
                                       std::cos((2 * x + 1) * k * std::numbers::pi / 16));
    }
  }
  return at::tensor(at::ArrayRef<float>(basis), at::kFloat).view({8, 8});
}

at::Tensor padded_to(const at::Tensor& plane, int64_t multiple) {
  const auto missing = [&](int64_t side) { return (multiple - side % multiple) % multiple; };
  return at::replication_pad2d(plane.unsqueeze(0),
                               {0, missing(plane.size(2)), 0, missing(plane.size(1))})
      .squeeze(0);
}

// [1, H, W] of codes → the same after quantisation of its blocks.
at::Tensor coded_plane(const at::Tensor& plane, const at::Tensor& steps) {
  const auto basis = cosine_basis();
  const auto whole = padded_to(plane, 8);
  const int64_t rows = whole.size(1) / 8, columns = whole.size(2) / 8;
  const auto blocks = whole.view({rows, 8, columns, 8}).permute({0, 2, 1, 3}) - 128;
  const auto coefficients = at::matmul(at::matmul(basis, blocks), basis.t());
  const auto kept = (coefficients / steps).round() * steps;
  const auto restored = at::matmul(at::matmul(basis.t(), kept), basis) + 128;
  return restored.permute({0, 2, 1, 3})
      .reshape({1, 8 * rows, 8 * columns})
      .slice(1, 0, plane.size(1))
      .slice(2, 0, plane.size(2))
      .round()
      .clamp(0, 255);
}

at::Tensor coded_chroma(const at::Tensor& plane, const at::Tensor& steps, bool quarter) {
  if (!quarter) return coded_plane(plane, steps);
  const int64_t height = plane.size(1), width = plane.size(2);
  const auto halved = at::avg_pool2d(padded_to(plane, 2), 2).round();
  const auto coded = coded_plane(halved, steps).unsqueeze(0);
  return at::upsample_bilinear2d(
             coded, {2 * halved.size(1), 2 * halved.size(2)}, /*align_corners=*/false)
      .squeeze(0)
      .slice(1, 0, height)
      .slice(2, 0, width);
}

}  // namespace

at::Tensor jpeg_coded(const at::Tensor& picture, int64_t quality, bool quarter_colour) {
  LOWLIGHT_CHECK(picture.dim() == 3 && picture.size(0) == 3 && picture.numel() > 0,
                 "jpeg_coded: picture must be [3, H, W] and not empty, got ",
                 picture.sizes());
  LOWLIGHT_CHECK(
      quality >= 1 && quality <= 100, "jpeg_coded: quality must lie in [1, 100], got ", quality);
  const auto codes = (picture.detach() * 255).round();
  const auto rgb = codes.split(1);
  const auto y = lowlight::luma(codes).unsqueeze(0).round();
  const auto cb = (-0.168736 * rgb[0] - 0.331264 * rgb[1] + 0.5 * rgb[2] + 128).round();
  const auto cr = (0.5 * rgb[0] - 0.418688 * rgb[1] - 0.081312 * rgb[2] + 128).round();

  const auto chroma_steps = quantisers(kChrominance, quality);
  const auto luma = coded_plane(y, quantisers(kLuminance, quality));
  const auto blue = coded_chroma(cb, chroma_steps, quarter_colour) - 128;
  const auto red = coded_chroma(cr, chroma_steps, quarter_colour) - 128;
  return at::cat({luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue})
      .round()
      .clamp(0, 255)
      .div(255);
}

}  // namespace lowlight::data
