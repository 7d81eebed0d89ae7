#include "lowlight/imaging/photo_transform.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <vector>

#include "imaging/exposed_tone.h"
#include "imaging/pixel_rows.h"
#include "imaging/vectorise.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {
namespace {

// Large enough that the margins cost little, small enough for a core's share of the cache.
constexpr int64_t kTileWidth = 480;
constexpr int64_t kTileHeight = 128;
// Several tiles, so that there is work for every thread.
constexpr int64_t kMostBandRows = 3 * kTileHeight;

/// How many codes of the result one code of the input becomes, for each 8-bit luma.
std::array<float, 256> gain_table(const PhotoTransform& transform) {
  std::array<float, 256> table{};
  const int64_t last = int64_t(transform.tone.size()) - 1;
  const auto tone = [&](int64_t code) {
    return transform.tone[size_t(std::clamp<int64_t>(code, 0, 255) * last / 255)];
  };
  for (int64_t code = 0; code < 256; ++code) {
    const auto codes = float(std::min<int64_t>(code + 1, 255) - std::max<int64_t>(code - 1, 0));
    table[size_t(code)] = (tone(code + 1) - tone(code - 1)) * 255.f / codes;
  }
  return table;
}

/// The exposure map's guide v.
LOWLIGHT_VECTORISE
void to_guide(
    const float* red, const float* green, const float* blue, int64_t count, float* guide) {
  for (int64_t i = 0; i < count; ++i) {
    const float largest = std::max(std::max(red[i], green[i]), blue[i]);
    guide[i] = 0.5f * (luma(red[i], green[i], blue[i]) + largest);
  }
}

LOWLIGHT_VECTORISE
void to_differences(float* red, float* green, float* blue, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float grey =
        kGreyWeights[0] * red[i] + kGreyWeights[1] * green[i] + kGreyWeights[2] * blue[i];
    red[i] -= grey;
    blue[i] -= grey;
    green[i] = grey;
  }
}

LOWLIGHT_VECTORISE
void to_colours(float* red, float* green, float* blue, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float grey = green[i];
    const float green_difference =
        -(kGreyWeights[0] * red[i] + kGreyWeights[2] * blue[i]) / kGreyWeights[1];
    red[i] += grey;
    blue[i] += grey;
    green[i] = grey + green_difference;
  }
}

LOWLIGHT_VECTORISE
void to_lumas(const float* red, const float* green, const float* blue, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i)
    out[i] = std::min(std::max(luma(red[i], green[i], blue[i]), 0.f), 1.f);
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

/// One tile: `x`, `y` of its first pixel in the picture, `width` × `height` wanted pixels, the
/// planes with the margin around them.
struct Tile {
  int64_t x, y, width, height;
  CalmingTile planes;
};

/// On the grid of the calming.
int64_t rounded_up(int64_t size) { return (size + kCalmingGrid - 1) / kCalmingGrid * kCalmingGrid; }

/// Works on tiles of one band of a picture.
class TileWorker {
 public:
  TileWorker(const Band& from,
             const PhotoTransform& what,
             const std::array<float, 256>& gain,
             Image& result)
      : band(from),
        transform(what),
        gain_of_luma(gain),
        margin(what.calming.any ? kCalmingMargin : 0),
        out(result) {}

  void run(Tile& tile) {
    read(tile);
    if (transform.calming.any) calm_noise(tile.planes, transform.calming);
    write(tile);
  }

 private:
  /// Brightened grey and differences, and the gain, of the tile and its margin; outside the picture
  /// the nearest pixel stands in. Where nothing is calmed there is no margin, and the colours stay
  /// red, green and blue.
  void read(Tile& tile) {
    const int64_t width = rounded_up(tile.width) + 2 * margin;
    const int64_t height = rounded_up(tile.height) + 2 * margin;
    auto& planes = tile.planes;
    for (Plane* plane :
         {&planes.grey, &planes.red_difference, &planes.blue_difference, &planes.gain}) {
      if (plane->width != width || plane->height != height) *plane = Plane(width, height);
    }
    const bool even_light = exposure_is_one(
        transform.exposure, place_of(tile.x - margin, tile.y - margin, width), height);
    for (int64_t row = 0; row < height; ++row) {
      const int64_t y = std::clamp<int64_t>(tile.y + row - margin, 0, band.picture_height - 1);
      const ColourRows colours{
          planes.red_difference.row(row), planes.grey.row(row), planes.blue_difference.row(row)};
      const auto place = place_of(tile.x - margin, y, width);
      even_light ? read_tone(place, colours, planes.gain.row(row))
                 : read_exposed(place, colours, planes.gain.row(row));
      if (transform.calming.any) to_differences(colours[0], colours[1], colours[2], width);
    }
  }

  GridRow place_of(int64_t x, int64_t y, int64_t count) const {
    return {band.rows.width(), band.picture_height, x, y, count};
  }

  void read_tone(const GridRow& place, const ColourRows& colours, float* gain) const {
    read_toned_row(band.rows,
                   place.x,
                   place.y - band.rows_begin,
                   place.count,
                   transform.tone,
                   gain_of_luma,
                   colours,
                   gain);
  }

  void read_exposed(const GridRow& place, const ColourRows& colours, float* gain) const {
    read_plain_row(band.rows, place.x, place.y - band.rows_begin, place.count, colours);
    to_guide(colours[0], colours[1], colours[2], place.count, gain);
    exposure_of_row(transform.exposure, place, gain);
    expose_row(transform.tone, gain_of_luma, place.count, colours, gain);
  }

  void write(Tile& tile) {
    auto& planes = tile.planes;
    std::vector<float> guide(size_t(tile.width));
    for (int64_t row = 0; row < tile.height; ++row) {
      const ColourRows colours{planes.red_difference.row(row + margin) + margin,
                               planes.grey.row(row + margin) + margin,
                               planes.blue_difference.row(row + margin) + margin};
      if (transform.calming.any) to_colours(colours[0], colours[1], colours[2], tile.width);
      const int64_t y = tile.y + row;
      if (!transform.grid.empty()) {
        to_lumas(colours[0], colours[1], colours[2], tile.width, guide.data());
        apply_affine_grid(
            transform.grid, place_of(tile.x, y, tile.width), 1.f, guide.data(), colours);
      }
      apply_colour_table(transform.look, float(transform.look_strength), tile.width, colours);
      write_mixed_row(band.rows,
                      {y, y - band.rows_begin, y - band.begin},
                      tile.x,
                      tile.width,
                      float(transform.weight),
                      colours,
                      out);
    }
  }

  const Band& band;
  const PhotoTransform& transform;
  const std::array<float, 256>& gain_of_luma;
  const int64_t margin;
  Image& out;
};

Image transformed(const Band& band,
                  const PhotoTransform& transform,
                  const std::array<float, 256>& gain) {
  const int64_t width = band.rows.width(), height = band.end - band.begin;
  const int64_t across = (width + kTileWidth - 1) / kTileWidth;
  const int64_t down = (height + kTileHeight - 1) / kTileHeight;
  Image result = rows_like(shape_of(band.rows), height);
  at::parallel_for(0, across * down, 1, [&](int64_t begin, int64_t end) {
    TileWorker worker(band, transform, gain, result);
    Tile tile{};
    for (int64_t index = begin; index < end; ++index) {
      tile.x = index % across * kTileWidth;
      tile.y = band.begin + index / across * kTileHeight;
      tile.width = std::min(kTileWidth, width - tile.x);
      tile.height = std::min(kTileHeight, band.end - tile.y);
      worker.run(tile);
    }
  });
  return result;
}

}  // namespace

void transform_rows(const PictureRows& picture,
                    const PhotoTransform& transform,
                    int64_t most_rows,
                    const UseBand& use) {
  const int64_t step =
      std::clamp(most_rows / kCalmingGrid * kCalmingGrid, kCalmingGrid, kMostBandRows);
  if (transform.weight == 0) return read_in_bands(picture, step, use);
  const ImageShape& shape = picture.shape();
  LOWLIGHT_CHECK(int64_t(transform.tone.size()) == full_scale(shape.depth) + 1,
                 "PhotoTransform: tone must hold one number for each input code (",
                 full_scale(shape.depth) + 1,
                 "), got ",
                 transform.tone.size());
  const auto gain = gain_table(transform);
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
    use(transformed({rows, begin, y, band_end, height}, transform, gain));
  }
}

}  // namespace lowlight::imaging
