#include "blocks/haar.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::blocks {
namespace {

at::Tensor pad_to_even(const at::Tensor& x) {
  LOWLIGHT_CHECK(x.dim() == 4, "haar: x must be [N, C, H, W], got ", x.sizes());
  if (x.size(2) % 2 == 0 && x.size(3) % 2 == 0) return x;
  return at::constant_pad_nd(x, {0, x.size(3) % 2, 0, x.size(2) % 2}, 0);
}

// The four pixels of every cell, a b / c d.
struct Cells {
  at::Tensor a, b, c, d;
};

Cells cells_of(const at::Tensor& even) {
  const auto pixel = [&](int64_t row, int64_t column) {
    return even.slice(2, row, std::nullopt, 2).slice(3, column, std::nullopt, 2);
  };
  return {pixel(0, 0), pixel(0, 1), pixel(1, 0), pixel(1, 1)};
}

}  // namespace

HaarBands haar(const at::Tensor& x) {
  const auto [a, b, c, d] = cells_of(pad_to_even(x));
  const auto top = a + b, bottom = c + d, top_step = a - b, bottom_step = c - d;
  return {(top + bottom) / 2,
          at::stack({top - bottom, top_step + bottom_step, top_step - bottom_step}, 2) / 2};
}

at::Tensor inverse_haar(const HaarBands& bands, int64_t height, int64_t width) {
  const auto& low = bands.low;
  const auto detail = bands.detail.unbind(2);
  const auto &vertical = detail[0], &horizontal = detail[1], &diagonal = detail[2];
  const auto top = low + vertical, bottom = low - vertical;
  const auto top_step = horizontal + diagonal, bottom_step = horizontal - diagonal;
  const auto row = [](const at::Tensor& even, const at::Tensor& step) {
    return at::stack({even + step, even - step}, -1).flatten(-2);
  };
  const auto whole = at::stack({row(top, top_step), row(bottom, bottom_step)}, -2).flatten(-3, -2);
  return (whole / 2).slice(2, 0, height).slice(3, 0, width);
}

MaskedHaarBands masked_haar(const MaskedTensor& x) {
  const auto valid = x.mask > 0.5;
  const auto even = pad_to_even(at::where(valid, x.value, 0.0));
  const auto [a, b, c, d] = cells_of(pad_to_even(valid.to(x.value.scalar_type())));
  const auto count = a + b + c + d;
  const auto bands = haar(even);
  const auto low_valid = (count > 0).to(count.scalar_type());
  const auto detail_valid = (count == 4).to(count.scalar_type());
  // bands.low is half the sum of the valid pixels; four times that over the count is twice their
  // mean.
  const auto low = bands.low * (4 / at::where(count > 0, count, 1.0));
  return {{low, bands.detail * detail_valid.unsqueeze(2)}, low_valid, detail_valid};
}

}  // namespace lowlight::blocks
