// The rows of a picture, brightened.
#pragma once

#include <cstdint>
#include <vector>

#include "imaging/exposed_tone.h"
#include "imaging/pixel_rows.h"
#include "lowlight/imaging/exposure_map.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// Those rows of a picture that are being worked on: they lie in memory, or are read.
class SourceRows {
 public:
  explicit SourceRows(const PictureRows& picture) : picture_(picture) {}

  /// Rows [begin, end) are next, neither of which goes back. Each row is read once.
  void start(int64_t begin, int64_t end);

  SampleRow row(int64_t y) const;
  const ImageShape& shape() const { return picture_.shape(); }
  int64_t end() const { return end_; }

 private:
  const PictureRows& picture_;
  Image copies_;
  int64_t begin_ = 0, end_ = 0;
};

/// One row of each colour, and one of factors.
struct RowBuffer {
  explicit RowBuffer(int64_t size) : width(size), values(size_t(4 * size)) {}
  float* row(int64_t i) { return values.data() + i * width; }
  ColourRows colours() { return {row(0), row(1), row(2)}; }
  float* factor() { return row(3); }

  int64_t width;
  std::vector<float> values;
};

/// A tone to be read at the codes and between them.
struct ToneTables {
  explicit ToneTables(const std::vector<float>& tone) : at_codes(tone), between_codes(tone) {}

  CodeTable<float> at_codes;
  SteppedTone between_codes;
};

/// Brightened rows of some columns of a picture; outside of it the nearest pixel stands in.
class BrightenedRows {
 public:
  /// Columns [x, x + width). All else must outlive it.
  BrightenedRows(const SourceRows& source,
                 const PhotoTransform& transform,
                 const ToneTables& tone,
                 int64_t x,
                 int64_t width);

  /// Whether the exposure is 1 in row y, and with it in all of the kCalmingGrid rows on the grid.
  /// There are two ways to brighten, which round otherwise: which one is taken must not depend on
  /// what is worked on at once.
  bool is_even(int64_t y);

  /// The colours of row y, and the factors of their exposure where it is not even.
  void read(int64_t y, RowBuffer& buffer);

 private:
  void prefetch(const SampleRow& row) const;

  const SourceRows& source_;
  const PhotoTransform& transform_;
  const ToneTables& tone_;
  PictureArea area_;  ///< Columns, and the rows that even_ is about.
  bool even_;
  ExposureRows exposure_;
};

}  // namespace lowlight::imaging
