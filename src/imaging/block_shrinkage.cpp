#include "imaging/block_shrinkage.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "imaging/block_lanes.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

/// Rows of a plane with the columns 0, 4, 8 … of a row one after the other, then 1, 5, 9 …: the
/// same places of neighbouring blocks lie side by side. `columns` is a multiple of kLanes.
struct PhaseRows {
  PhaseRows(int64_t rows, int64_t columns)
      : stride(columns), lanes(size_t(rows * kCell * columns / kLanes)) {}
  float* at(int64_t row, int64_t phase) {
    return lanes.front().value + (row * kCell + phase) * stride;
  }

  /// Whole lines of the cache: what begins elsewhere takes two loads.
  struct alignas(kLanes * sizeof(float)) Line {
    float value[kLanes];
  };
  int64_t stride;
  std::vector<Line> lanes;
};

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

/// The mean of two neighbouring cells in row y and the next.
void mean_of_cells(const Plane& cells, int64_t y, int64_t count, std::vector<float>& out) {
  const float *upper = cells.row(y), *lower = cells.row(y + 1);
  mean_of_rows(upper, upper + 1, lower, lower + 1, count, out.data());
}

/// Walks down a plane, one row of blocks after the other.
class BlockWalk {
 public:
  BlockWalk(Plane& plane, const ShrinkageCells& per_cell, const BandNoise& by_band)
      : values(plane),
        cells(per_cell),
        thresholds(by_band),
        blocks(plane.width / kCell - 1),
        chunks((blocks + kLanes) / kLanes),
        stride((chunks + 1) * kLanes),
        rows(kBlockSide, stride),
        transformed(kBlockSide, stride),
        here(kBlockSide, stride),
        beside(kBlockSide, stride),
        left(kCell, stride),
        done(kCell, stride),
        sensor(size_t(stride)),
        added(size_t(stride)),
        share(size_t(stride)) {}

  void run() {
    read(0);
    for (int64_t y = 0; y + kBlockSide <= values.height; y += kCell) {
      read(y + kCell);
      shrink(y);
      if (y > 0) write(y);
    }
  }

 private:
  void read(int64_t first) {
    for (int64_t y = first; y < first + kCell; ++y) {
      const int64_t row = y % kBlockSide;
      split_phases(values.row(y),
                   values.width / kCell,
                   rows.at(row, 0),
                   rows.at(row, 1),
                   rows.at(row, 2),
                   rows.at(row, 3));
    }
  }

  void shrink(int64_t y) {
    for (int64_t phase = 0; phase < kCell; ++phase) {
      RowsOfEight in;
      for (int64_t k = 0; k < kBlockSide; ++k) in[size_t(k)] = rows.at((y + k) % kBlockSide, phase);
      transform_down(in, chunks * kLanes, transformed.at(0, phase), kCell * stride);
    }
    const int64_t row = y / kCell;
    mean_of_cells(cells.sensor, row, blocks, sensor);
    mean_of_cells(cells.added, row, blocks, added);
    const bool whole = cells.share.values.empty();
    if (!whole) mean_of_cells(cells.share, row, blocks, share);
    for (int64_t first = 0; first < chunks * kLanes; first += kLanes) {
      shrink_lanes(transformed.at(0, 0) + first,
                   stride,
                   {thresholds,
                    sensor.data() + first,
                    added.data() + first,
                    whole ? nullptr : share.data() + first},
                   here.at(0, 0) + first,
                   beside.at(0, 0) + first + 1);
    }
    for (int64_t phase = 0; phase < kCell; ++phase)
      transform_up(here.at(0, phase),
                   beside.at(0, phase),
                   phase,
                   chunks * kLanes,
                   kCell * stride,
                   left.at(0, phase),
                   done.at(0, phase));
  }

  void write(int64_t first) {
    for (int64_t k = 0; k < kCell; ++k)
      join_phases(done.at(k, 0) + 1,
                  done.at(k, 1) + 1,
                  done.at(k, 2) + 1,
                  done.at(k, 3) + 1,
                  blocks - 1,
                  values.row(first + k) + kCell);
  }

  Plane& values;
  const ShrinkageCells& cells;
  const BandNoise& thresholds;
  int64_t blocks, chunks, stride;  ///< The chunks hold the blocks and a cell more.
  PhaseRows rows, transformed, here, beside, left, done;
  std::vector<float> sensor, added, share;
};

LOWLIGHT_VECTORISE
void mean_of_fours(const float* in, int64_t count, float* __restrict out) {
  for (int64_t i = 0; i < count; ++i)
    out[i] = 0.25f * (in[4 * i] + in[4 * i + 1] + in[4 * i + 2] + in[4 * i + 3]);
}

}  // namespace

void shrink_blocks(Plane& values, const ShrinkageCells& cells, const BandNoise& thresholds) {
  BlockWalk(values, cells, thresholds).run();
}

Plane cell_means(const Plane& values) {
  Plane means(values.width / kCell, values.height / kCell);
  std::vector<float> down(size_t(values.width));
  for (int64_t y = 0; y < means.height; ++y) {
    const float* row = values.row(kCell * y);
    const int64_t width = values.width;
    mean_of_rows(row, row + width, row + 2 * width, row + 3 * width, width, down.data());
    mean_of_fours(down.data(), means.width, means.row(y));
  }
  return means;
}

}  // namespace lowlight::imaging
