// Noise is calmed in a strip of a picture that goes by.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "imaging/block_shrinkage.h"
#include "imaging/calming_rule.h"
#include "imaging/code_table.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/plane.h"

namespace lowlight::imaging {

/// The last rows of a plane that goes by.
class RingRows {
 public:
  explicit RingRows(int64_t width) : rows_(width, kRows) {}

  float* row(int64_t y) { return rows_.row(y % kRows); }
  const float* row(int64_t y) const { return rows_.row(y % kRows); }

 private:
  static constexpr int64_t kRows = 16;
  Plane rows_;
};

/// The colours and the exposure of the cells of a plane.
struct CellLight {
  CellLight(int64_t width, int64_t height)
      : grey(width, height),
        red_difference(width, height),
        blue_difference(width, height),
        exposure(width, height) {}

  Plane grey, red_difference, blue_difference, exposure;
};

/// One plane of the strip on its way.
class CalmedPlane {
 public:
  /// `shares` are the colours' in the noise of the plane.
  CalmedPlane(int64_t width,
              const Shares& shares,
              const BandNoise& thresholds,
              const NoiseCalming& calming);

  /// The next rows, with their cells' light.
  void take(const Plane& rows, const CellLight& light);

  /// Rows up to kCell before the last one taken are calmed.
  const RingRows& rows() const { return rows_; }

 private:
  void fill_cells(const CellLight& light, int64_t row, int64_t to);

  const NoiseCalming& calming_;
  CodeTable<float> sensor_, added_;
  Shares shares_;
  BandNoise thresholds_;
  std::vector<uint16_t> places_;     ///< In the tables, of a row of red, of green and of blue.
  std::vector<float> found_;         ///< There.
  int64_t taken_ = 0;                ///< Rows of cells.
  std::optional<BlockWalk> blocks_;  ///< Nothing where the plane keeps its numbers.
  ShrinkageCells cells_;             ///< Of two rows of cells, even and odd ones.
  RingRows rows_;
};

/// Does what calm_noise does with a tile that goes by, which may be of any height: it holds a few
/// rows. Of each plane all but the four rows taken last are done, without the outermost cells; the
/// last 12 of them are held.
class CalmingWalk {
 public:
  /// `calming` must outlive it.
  CalmingWalk(int64_t width, const NoiseCalming& calming);

  /// The next kCalmingGrid rows.
  void take(const CalmingTile& rows);

  /// How many rows were taken.
  int64_t taken() const { return taken_; }

  const RingRows& grey() const { return grey_.rows(); }
  const RingRows& red_difference() const { return red_.rows(); }
  const RingRows& blue_difference() const { return blue_.rows(); }

 private:
  int64_t taken_ = 0;
  CellLight light_, of_half_size_;
  CalmedPlane grey_, red_, blue_;
};

}  // namespace lowlight::imaging
