#include "lowlight/imaging/photo_transform.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "imaging/block_lanes.h"
#include "imaging/brightened_rows.h"
#include "imaging/calming_rows.h"
#include "imaging/calming_walk.h"
#include "imaging/pixel_rows.h"
#include "lowlight/core/check.h"
#include "lowlight/core/on_all_cores.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {
namespace {

// Large enough that the margins cost little, small enough for a core's share of the cache.
constexpr int64_t kStripWidth = 736;
// Few enough for a band's result to be in the cache still when it is used.
constexpr int64_t kBandRows = 64;
// As far below a row of calmed planes rows must have been taken for it to be joined: it needs the
// next row of differences, which are of half size, and four of these are not finished.
constexpr int64_t kRowsBelow = 11;

/// On the grid of the calming.
int64_t rounded_up(int64_t size) { return (size + kCalmingGrid - 1) / kCalmingGrid * kCalmingGrid; }

/// Columns [x, x + width) of a picture, row by row from its top on: what a row needs of those above
/// is kept.
class Strip {
 public:
  Strip(const SourceRows& from,
        const PhotoTransform& what,
        const ToneTables& tone,
        int64_t x,
        int64_t width)
      : source(from),
        transform(what),
        first(x),
        count(width),
        added(what.added, columns(x, width)),
        row(rounded_up(width)) {
    if (transform.calming.any)
      calmed.emplace(*this, tone);
    else
      brightened.emplace(from, what, tone, x, width);
  }

  /// The next rows, from row y on, as many as `out` has.
  void fill(int64_t y, Image& out) {
    for (int64_t to = 0; to < out.height(); ++to, ++y) {
      calmed ? calmed->read(y, row.colours()) : brightened->read(y, row);
      added.add(y, row.colours());
      write(y, out, to);
    }
  }

 private:
  /// The brightened rows without their noise.
  class CalmedRows {
   public:
    CalmedRows(const Strip& strip, const ToneTables& tone)
        : area(strip.columns(strip.first - kCalmingMargin,
                             rounded_up(strip.count) + 2 * kCalmingMargin)),
          blotched(!strip.transform.blotches.empty()),
          brightened(strip.source, strip.transform, tone, area.x, area.width),
          blotches(strip.transform.blotches, area),
          rows(kCell, RowBuffer(area.width)),
          taken(area.width, kCalmingGrid),
          walk(area.width, strip.transform.calming),
          joiner(kCalmingMargin, strip.count) {}

    void read(int64_t y, const ColourRows& colours) {
      const int64_t place = y + kCalmingMargin;
      while (walk.taken() < place + kRowsBelow) take(walk.taken() - kCalmingMargin);
      joiner.join(walk.grey(), walk.red_difference(), walk.blue_difference(), place, colours);
    }

   private:
    /// The rows from row y of the picture on.
    void take(int64_t y) {
      const bool even = brightened.is_even(y);
      if (even) std::ranges::fill(taken.exposure.values, 1.f);
      for (int64_t i = 0; i < kCalmingGrid; i += kCell) {
        for (int64_t k = 0; k < kCell; ++k) brightened.read(y + i + k, rows[size_t(k)]);
        split_colours(rows[0].colours(), rows[1].colours(), i / 2, taken);
        split_colours(rows[2].colours(), rows[3].colours(), i / 2 + 1, taken);
        if (!even)
          fill_exposure({rows[0].factor(), rows[1].factor(), rows[2].factor(), rows[3].factor()},
                        i / kCell,
                        taken);
      }
      for (int64_t i = 0; blotched && i < kCalmingGrid / 2; ++i)
        blotches.add(y / 2 + i, taken.red_difference.row(i), taken.blue_difference.row(i));
      walk.take(taken);
    }

    const PictureArea area;
    const bool blotched;
    BrightenedRows brightened;
    BlotchRows blotches;
    std::vector<RowBuffer> rows;
    CalmingTile taken;
    CalmingWalk walk;
    ColourJoiner joiner;
  };

  PictureArea columns(int64_t x, int64_t width) const {
    const auto& shape = source.shape();
    return {shape.width, shape.height, x, 0, width, shape.height};
  }

  void write(int64_t y, Image& out, int64_t to) {
    apply_colour_table(transform.look, float(transform.look_strength), count, row.colours());
    write_mixed_row(
        source.row(y), y, first, count, float(transform.weight), row.colours(), out, to);
  }

  const SourceRows& source;
  const PhotoTransform& transform;
  const int64_t first, count;
  AddedRows added;
  RowBuffer row;
  std::optional<BrightenedRows> brightened;  ///< Nothing where rows are calmed.
  std::optional<CalmedRows> calmed;
};

}  // namespace

void transform_rows(const PictureRows& picture,
                    const PhotoTransform& transform,
                    int64_t most_rows,
                    const UseBand& use) {
  const int64_t step = std::clamp(most_rows / kCalmingGrid * kCalmingGrid, kCalmingGrid, kBandRows);
  if (transform.weight == 0) return read_in_bands(picture, step, use);
  const ImageShape& shape = picture.shape();
  LOWLIGHT_CHECK(int64_t(transform.tone.size()) == full_scale(shape.depth) + 1,
                 "PhotoTransform: tone must hold one number for each input code (",
                 full_scale(shape.depth) + 1,
                 "), got ",
                 transform.tone.size());
  const ToneTables tone(transform.tone);
  SourceRows source(picture);
  std::deque<Strip> strips;
  for (int64_t x = 0; x < shape.width; x += kStripWidth)
    strips.emplace_back(source, transform, tone, x, std::min(kStripWidth, shape.width - x));
  const auto count = int64_t(strips.size());
  for (int64_t y = 0; y < shape.height; y += step) {
    const int64_t end = std::min(shape.height, y + step);
    source.start(y, std::min(shape.height, end + kCalmingMargin));
    Image band = rows_like(shape, end - y);
    std::atomic<int64_t> next = 0;
    on_all_cores(std::min<int64_t>(count, at::get_num_threads()), [&](int64_t) {
      for (int64_t i = next++; i < count; i = next++) strips[size_t(i)].fill(y, band);
    });
    use(std::move(band));
  }
}

}  // namespace lowlight::imaging
