#include "lowlight/imaging/photo_transform.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>
#include <vector>

#include "imaging/block_lanes.h"
#include "imaging/calming_rows.h"
#include "imaging/exposed_tone.h"
#include "imaging/pixel_rows.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/on_all_cores.h"
#include "lowlight/core/vectorise.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {
namespace {

// Large enough that the margins cost little, small enough for a core's share of the cache.
constexpr int64_t kTileWidth = 480;
constexpr int64_t kBandRows = 384;
constexpr int64_t kRowsAhead = 4, kCacheLine = 64;

LOWLIGHT_VECTORISE
void to_luma(const float* red, const float* green, const float* blue, int64_t count, float* y) {
  for (int64_t i = 0; i < count; ++i) y[i] = luma(red[i], green[i], blue[i]);
}

/// The rows of a picture from the margin above a band on. The result may be written over the
/// picture: the margin is a copy.
class BandRows {
 public:
  explicit BandRows(const PictureRows& source)
      : picture(source), above(rows_like(source.shape(), kCalmingMargin)) {}

  /// A band that begins at row `first` is next, whose rows are needed up to `last`.
  void start(int64_t first, int64_t last) {
    begin = first;
    if (!picture.in_memory(first)) copies = picture.read(first, last);
  }

  /// Copies the margin of the band that is to begin at row `next`.
  void keep_margin(int64_t next) {
    const int64_t first = std::max<int64_t>(0, next - kCalmingMargin);
    for (int64_t y = first; y < next; ++y)
      std::copy_n(row(y).samples, above.stride(), above.row<uint8_t>(y - next + kCalmingMargin));
  }

  SampleRow row(int64_t y) const {
    if (y < begin)
      return {picture.shape(), above.row<uint8_t>(y - begin + kCalmingMargin), picture.grey};
    const auto* in_memory = picture.in_memory(y);
    const auto* samples = in_memory ? in_memory : copies.row<uint8_t>(y - begin);
    return {picture.shape(), samples, picture.grey};
  }

 private:
  const PictureRows& picture;
  Image above, copies;
  int64_t begin = 0;
};

/// Rows [begin, end) of a picture; begin is on the grid of the calming.
struct Band {
  const BandRows& rows;
  const ImageShape& picture;
  int64_t begin;
  int64_t end;
};

/// The columns [x, x + width) of a band.
struct Strip {
  int64_t x, width;
};

/// On the grid of the calming.
int64_t rounded_up(int64_t size) { return (size + kCalmingGrid - 1) / kCalmingGrid * kCalmingGrid; }

/// One row of each colour, and one of factors.
struct RowBuffer {
  explicit RowBuffer(int64_t size) : width(size), values(size_t(4 * size)) {}
  float* row(int64_t i) { return values.data() + i * width; }
  ColourRows colours() { return {row(0), row(1), row(2)}; }
  float* factor() { return row(3); }

  int64_t width;
  std::vector<float> values;
};

/// Works on strips of one band of a picture.
class StripWorker {
 public:
  StripWorker(const Band& from,
              const PhotoTransform& what,
              const SteppedTone& stepped,
              Image& result)
      : band(from), transform(what), tone(stepped), out(result) {}

  void run(const Strip& strip) { transform.calming.any ? calm(strip) : brighten(strip); }

 private:
  /// Brightened rows of an area of the picture; outside of it the nearest pixel stands in.
  class Reader {
   public:
    Reader(const StripWorker& owner, const PictureArea& wanted)
        : worker(owner),
          area(wanted),
          even_light(exposure_is_one(owner.transform.exposure, wanted)),
          exposure(owner.transform.exposure, wanted) {}

    void read(int64_t row, RowBuffer& buffer) {
      const auto samples = row_near(row);
      prefetch(row_near(std::min(row + kRowsAhead, area.y + area.height - 1)));
      const auto colours = buffer.colours();
      if (is_even(nearest(row))) {
        if (!even_light) std::fill_n(buffer.factor(), area.width, 1.f);
        return read_toned_row(samples, area.x, area.width, worker.transform.tone, colours);
      }
      read_plain_row(samples, area.x, area.width, colours);
      to_luma(colours[0], colours[1], colours[2], area.width, buffer.factor());
      exposure.read(nearest(row), buffer.factor());
      worker.tone.expose_row(buffer.factor(), area.width, colours);
    }

    int64_t nearest(int64_t row) const {
      return std::clamp<int64_t>(row, 0, area.picture_height - 1);
    }

    /// Decided row by row: the two ways round otherwise, and bands of any height are to make one
    /// picture.
    bool is_even(int64_t y) const {
      const PictureArea row{area.picture_width, area.picture_height, area.x, y, area.width, 1};
      return even_light || exposure_is_one(worker.transform.exposure, row);
    }

    SampleRow row_near(int64_t row) const { return worker.band.rows.row(nearest(row)); }

    /// Pieces of rows lie too far apart for the processor to foresee them.
    void prefetch(const SampleRow& row) const {
      const int64_t pixel = row.shape.stride() / row.shape.width;
      const int64_t begin = std::max<int64_t>(area.x, 0) * pixel;
      const int64_t end = std::min(area.x + area.width, row.shape.width) * pixel;
      for (int64_t at = begin; at < end; at += kCacheLine) __builtin_prefetch(row.samples + at);
    }

    const StripWorker& worker;
    const PictureArea area;
    const bool even_light;
    ExposureRows exposure;
  };

  PictureArea area_of(const Strip& strip, int64_t margin, int64_t rows) const {
    return {band.picture.width,
            band.picture.height,
            strip.x - margin,
            band.begin - margin,
            strip.width + 2 * margin,
            rows + 2 * margin};
  }

  void brighten(const Strip& strip) {
    Reader reader(*this, area_of(strip, 0, band.end - band.begin));
    AddedRows added(transform.added, area_of(strip, 0, band.end - band.begin));
    RowBuffer buffer(strip.width);
    for (int64_t y = band.begin; y < band.end; ++y) {
      reader.read(y, buffer);
      added.add(y, buffer.colours());
      write(strip, y, buffer.colours());
    }
  }

  void calm(const Strip& strip) {
    const Strip whole{strip.x, rounded_up(strip.width)};
    const auto area = area_of(whole, kCalmingMargin, rounded_up(band.end - band.begin));
    if (tile.grey.width != area.width || tile.grey.height != area.height)
      tile = CalmingTile(area.width, area.height);
    fill(area);
    calm_noise(tile, transform.calming);
    ColourJoiner joiner(tile, kCalmingMargin, strip.width);
    AddedRows added(transform.added, area_of(strip, 0, band.end - band.begin));
    RowBuffer buffer(whole.width);
    for (int64_t y = band.begin; y < band.end; ++y) {
      joiner.join(y - area.y, buffer.colours());
      added.add(y, buffer.colours());
      write(strip, y, buffer.colours());
    }
  }

  void fill(const PictureArea& area) {
    Reader reader(*this, area);
    if (reader.even_light) std::ranges::fill(tile.exposure.values, 1.f);
    std::vector<RowBuffer> rows(kCell, RowBuffer(area.width));
    BlotchRows blotches(transform.blotches, area);
    for (int64_t row = 0; row < area.height; row += kCell) {
      for (int64_t i = 0; i < kCell; ++i) reader.read(area.y + row + i, rows[size_t(i)]);
      split_colours(rows[0].colours(), rows[1].colours(), row / 2, tile);
      split_colours(rows[2].colours(), rows[3].colours(), row / 2 + 1, tile);
      for (int64_t i = row / 2; !transform.blotches.empty() && i < row / 2 + 2; ++i)
        blotches.add(area.y / 2 + i, tile.red_difference.row(i), tile.blue_difference.row(i));
      if (!reader.even_light)
        fill_exposure({rows[0].factor(), rows[1].factor(), rows[2].factor(), rows[3].factor()},
                      row / kCell,
                      tile);
    }
  }

  void write(const Strip& strip, int64_t y, const ColourRows& colours) const {
    apply_colour_table(transform.look, float(transform.look_strength), strip.width, colours);
    write_mixed_row(band.rows.row(y),
                    y,
                    strip.x,
                    strip.width,
                    float(transform.weight),
                    colours,
                    out,
                    y - band.begin);
  }

  const Band& band;
  const PhotoTransform& transform;
  const SteppedTone& tone;
  Image& out;
  CalmingTile tile;  ///< Its memory serves strip after strip.
};

Image transformed(const Band& band, const PhotoTransform& transform, const SteppedTone& tone) {
  const int64_t width = band.picture.width;
  Image result = rows_like(band.picture, band.end - band.begin);
  const int64_t strips = (width + kTileWidth - 1) / kTileWidth;
  std::atomic<int64_t> next = 0;
  on_all_cores(std::min<int64_t>(strips, at::get_num_threads()), [&](int64_t) {
    StripWorker worker(band, transform, tone, result);
    for (int64_t i = next++; i < strips; i = next++)
      worker.run({i * kTileWidth, std::min(kTileWidth, width - i * kTileWidth)});
  });
  return result;
}

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
  const SteppedTone tone(transform.tone);
  const int64_t height = shape.height;
  BandRows rows(picture);
  for (int64_t y = 0; y < height; y += step) {
    const int64_t end = std::min(height, y + step);
    rows.start(y, std::min(height, end + kCalmingMargin));
    auto result = transformed({rows, shape, y, end}, transform, tone);
    rows.keep_margin(end);
    use(std::move(result));
  }
}

}  // namespace lowlight::imaging
