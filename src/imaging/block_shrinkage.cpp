#include "imaging/block_shrinkage.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "imaging/block_lanes.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

LOWLIGHT_VECTORISE
void split_phases(
    const float* in, int64_t cells, float* p0, float* p1, float* p2, float* __restrict p3) {
  for (int64_t i = 0; i < cells; ++i) {
    p0[i] = in[4 * i];
    p1[i] = in[4 * i + 1];
    p2[i] = in[4 * i + 2];
    p3[i] = in[4 * i + 3];
  }
}

LOWLIGHT_VECTORISE
void join_phases(const float* p0,
                 const float* p1,
                 const float* p2,
                 const float* p3,
                 int64_t cells,
                 float* __restrict out) {
  for (int64_t i = 0; i < cells; ++i) {
    out[4 * i] = p0[i];
    out[4 * i + 1] = p1[i];
    out[4 * i + 2] = p2[i];
    out[4 * i + 3] = p3[i];
  }
}

/// The mean of four rows.
LOWLIGHT_VECTORISE
void mean_of_rows(const float* a,
                  const float* b,
                  const float* c,
                  const float* d,
                  int64_t count,
                  float* __restrict out) {
  for (int64_t i = 0; i < count; ++i) out[i] = 0.25f * (a[i] + b[i] + c[i] + d[i]);
}

/// The mean of each two neighbouring cells in two rows.
void mean_of_cells(const float* upper, const float* lower, int64_t count, float* out) {
  mean_of_rows(upper, upper + 1, lower, lower + 1, count, out);
}

LOWLIGHT_VECTORISE
void mean_of_fours(const float* in, int64_t count, float* __restrict out) {
  for (int64_t i = 0; i < count; ++i)
    out[i] = 0.25f * (in[4 * i] + in[4 * i + 1] + in[4 * i + 2] + in[4 * i + 3]);
}

}  // namespace

BlockWalk::BlockWalk(int64_t width, const BandNoise& by_band)
    : thresholds_(by_band),
      width_(width),
      blocks_(width / kCell - 1),
      chunks_((blocks_ + kLanes) / kLanes),
      stride_((chunks_ + 1) * kLanes),
      rows_(kBlockSide, stride_),
      transformed_(kBlockSide, stride_),
      here_(kBlockSide, stride_),
      beside_(kBlockSide, stride_),
      left_(kCell, stride_),
      done_(kCell, stride_),
      sensor_(size_t(stride_)),
      added_(size_t(stride_)),
      share_(size_t(stride_)) {}

void BlockWalk::take(const float* rows) {
  const int64_t first = taken_++ % 2 * kCell;
  for (int64_t k = 0; k < kCell; ++k)
    split_phases(rows + k * width_,
                 width_ / kCell,
                 rows_.at(first + k, 0),
                 rows_.at(first + k, 1),
                 rows_.at(first + k, 2),
                 rows_.at(first + k, 3));
}

void BlockWalk::shrink(const ShrinkageCells& cells, int64_t upper, int64_t lower) {
  const int64_t columns = chunks_ * kLanes, first = taken_ % 2 * kCell;
  for (int64_t phase = 0; phase < kCell; ++phase) {
    RowsOfEight in;
    for (int64_t k = 0; k < kBlockSide; ++k)
      in[size_t(k)] = rows_.at((first + k) % kBlockSide, phase);
    transform_down(in, columns, transformed_.at(0, phase), kCell * stride_);
  }
  const auto mean = [&](const Plane& plane, std::vector<float>& out) {
    mean_of_cells(plane.row(upper), plane.row(lower), blocks_, out.data());
  };
  mean(cells.sensor, sensor_);
  mean(cells.added, added_);
  const bool whole = cells.share.values.empty();
  if (!whole) mean(cells.share, share_);
  for (int64_t at = 0; at < columns; at += kLanes) {
    shrink_lanes(
        transformed_.at(0, 0) + at,
        stride_,
        {thresholds_, sensor_.data() + at, added_.data() + at, whole ? nullptr : &share_[at]},
        here_.at(0, 0) + at,
        beside_.at(0, 0) + at + 1);
  }
  for (int64_t phase = 0; phase < kCell; ++phase)
    transform_up(here_.at(0, phase),
                 beside_.at(0, phase),
                 phase,
                 columns,
                 kCell * stride_,
                 left_.at(0, phase),
                 done_.at(0, phase));
}

void BlockWalk::give(float* rows) const {
  for (int64_t k = 0; k < kCell; ++k)
    join_phases(done_.at(k, 0) + 1,
                done_.at(k, 1) + 1,
                done_.at(k, 2) + 1,
                done_.at(k, 3) + 1,
                blocks_ - 1,
                rows + k * width_ + kCell);
}

void shrink_blocks(Plane& values, const ShrinkageCells& cells, const BandNoise& thresholds) {
  BlockWalk walk(values.width, thresholds);
  walk.take(values.row(0));
  for (int64_t row = 1; row < values.height / kCell; ++row) {
    walk.take(values.row(kCell * row));
    walk.shrink(cells, row - 1, row);
    if (row > 1) walk.give(values.row(kCell * (row - 1)));
  }
}

void fill_cell_means(const Plane& values, Plane& means) {
  std::vector<float> down(size_t(values.width));
  for (int64_t y = 0; y < means.height; ++y) {
    const float* row = values.row(kCell * y);
    const int64_t width = values.width;
    mean_of_rows(row, row + width, row + 2 * width, row + 3 * width, width, down.data());
    mean_of_fours(down.data(), means.width, means.row(y));
  }
}

}  // namespace lowlight::imaging
