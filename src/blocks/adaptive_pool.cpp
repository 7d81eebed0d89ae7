#include "lowlight/blocks/adaptive_pool.h"

#include <ATen/Context.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/zeros.h>

#include "lowlight/core/full_precision.h"

namespace lowlight::blocks {
namespace {

/// [cells, places]: each row averages the places of its cell.
at::Tensor averaging(int64_t cells, int64_t places, const at::TensorOptions& options) {
  auto matrix = at::zeros({cells, places}, at::kDouble);
  for (int64_t i = 0; i < cells; ++i) {
    const int64_t begin = i * places / cells, end = ((i + 1) * places + cells - 1) / cells;
    matrix[i].slice(0, begin, end).fill_(1.0 / double(end - begin));
  }
  return matrix.to(options);
}

}  // namespace

at::Tensor adaptive_average(const at::Tensor& x, int64_t height, int64_t width) {
  if (!at::globalContext().deterministicAlgorithms())
    return at::adaptive_avg_pool2d(x, {height, width});
  const FullPrecision full;
  const auto rows = averaging(height, x.size(2), x.options()),
             columns = averaging(width, x.size(3), x.options());
  return rows.matmul(x.matmul(columns.t()));
}

}  // namespace lowlight::blocks
