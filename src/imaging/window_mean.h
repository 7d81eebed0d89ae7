// The mean over a sliding square window, row by row.
#pragma once

#include <cstdint>
#include <vector>

namespace lowlight::imaging {

/// Takes the rows of a plane one after the other and gives the mean over the (2r + 1) × (2r + 1)
/// windows centred on the row r rows above the last. Every window is summed afresh, so that a
/// pixel's mean does not depend on where its plane begins.
class WindowMean {
 public:
  WindowMean(int64_t width, int64_t radius);

  /// Takes the next row, `width` numbers.
  void push(const float* row);

  /// Fills out[r] … out[width − r − 1]; the others stay. At least 2r + 1 rows must have been
  /// pushed.
  void read(float* out) const;

 private:
  float* sums(int64_t row) { return sums_.data() + row % side_ * width_; }
  const float* sums(int64_t row) const { return sums_.data() + row % side_ * width_; }

  int64_t width_, radius_, side_;
  int64_t pushed_ = 0;
  std::vector<float> sums_;  ///< Sums over 2r + 1 columns of each of the last 2r + 1 rows.
};

}  // namespace lowlight::imaging
