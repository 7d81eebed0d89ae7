#include "lowlight/imaging/photo_transform.h"

#include <algorithm>
#include <array>
#include <vector>

#include "imaging/block_lanes.h"
#include "imaging/calming_rows.h"
#include "imaging/exposed_tone.h"
#include "imaging/pixel_rows.h"
#include "imaging/vectorise.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/on_all_cores.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {
namespace {

// Large enough that the margins cost little, small enough for a core's share of the cache.
constexpr int64_t kTileWidth = 480;
constexpr int64_t kBandRows = 384;

/// The exposure map's guide v.
LOWLIGHT_VECTORISE
void to_guide(
    const float* red, const float* green, const float* blue, int64_t count, float* guide) {
  for (int64_t i = 0; i < count; ++i) {
    const float largest = std::max(std::max(red[i], green[i]), blue[i]);
    guide[i] = 0.5f * (luma(red[i], green[i], blue[i]) + largest);
  }
}

/// Rows [begin, end) of a picture of `picture_height` rows; begin is on the grid of the calming.
/// `rows` holds those of the picture from `rows_begin` on, as far as kCalmingMargin rows beyond the
/// band on both sides.
struct Band {
  const Image& rows;
  int64_t rows_begin;
  int64_t begin;
  int64_t end;
  int64_t picture_height;
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
      const int64_t y = std::clamp<int64_t>(row, 0, area.picture_height - 1);
      const Image& rows = worker.band.rows;
      const int64_t in_rows = y - worker.band.rows_begin;
      const auto colours = buffer.colours();
      if (even_light)
        return read_toned_row(rows, area.x, in_rows, area.width, worker.transform.tone, colours);
      read_plain_row(rows, area.x, in_rows, area.width, colours);
      to_guide(colours[0], colours[1], colours[2], area.width, buffer.factor());
      exposure.read(y, buffer.factor());
      worker.tone.expose_row(buffer.factor(), area.width, colours);
    }

    const StripWorker& worker;
    const PictureArea area;
    const bool even_light;
    ExposureRows exposure;
  };

  PictureArea area_of(const Strip& strip, int64_t margin, int64_t rows) const {
    return {band.rows.width(),
            band.picture_height,
            strip.x - margin,
            band.begin - margin,
            strip.width + 2 * margin,
            rows + 2 * margin};
  }

  void brighten(const Strip& strip) {
    Reader reader(*this, area_of(strip, 0, band.end - band.begin));
    RowBuffer buffer(strip.width);
    for (int64_t y = band.begin; y < band.end; ++y) {
      reader.read(y, buffer);
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
    RowBuffer buffer(whole.width);
    for (int64_t y = band.begin; y < band.end; ++y) {
      joiner.join(y - area.y, buffer.colours());
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
    write_mixed_row(band.rows,
                    {y, y - band.rows_begin, y - band.begin},
                    strip.x,
                    strip.width,
                    float(transform.weight),
                    colours,
                    out);
  }

  const Band& band;
  const PhotoTransform& transform;
  const SteppedTone& tone;
  Image& out;
  CalmingTile tile;  ///< Its memory serves strip after strip.
};

Image transformed(const Band& band, const PhotoTransform& transform, const SteppedTone& tone) {
  const int64_t width = band.rows.width();
  Image result = rows_like(shape_of(band.rows), band.end - band.begin);
  const int64_t strips = (width + kTileWidth - 1) / kTileWidth;
  on_all_cores(strips, [&](int64_t i) {
    StripWorker worker(band, transform, tone, result);
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
  // The band and its margins. Rows that the next band needs again stay, since the result may be
  // written over those of the picture.
  Image rows = rows_like(shape, std::min(height, step + 2 * kCalmingMargin));
  int64_t begin = 0, end = 0;
  for (int64_t y = 0; y < height; y += step) {
    const int64_t first = std::max<int64_t>(0, y - kCalmingMargin);
    const int64_t band_end = std::min(height, y + step);
    const int64_t last = std::min(height, band_end + kCalmingMargin);
    if (first > begin) {
      const auto* kept = rows.row<uint8_t>(first - begin);
      std::copy(kept, kept + (end - first) * shape.stride(), rows.row<uint8_t>(0));
    }
    if (end < last) picture.read(end, last, rows.row<uint8_t>(end - first));
    begin = first, end = last;
    use(transformed({rows, begin, y, band_end, height}, transform, tone));
  }
}

}  // namespace lowlight::imaging
