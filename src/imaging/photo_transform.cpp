#include "lowlight/imaging/photo_transform.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/vectorise.h"
#include "lowlight/imaging/window_mean.h"
#include "pixel_rows.h"

namespace lowlight::imaging {
namespace {

// Large enough that the margins cost little, small enough for a core's share of the cache.
constexpr int64_t kTileWidth = 384;
constexpr int64_t kTileHeight = 128;
constexpr int64_t kGainRadius = 2;

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

LOWLIGHT_VECTORISE
void to_differences(float* red, float* green, float* blue, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float y = 0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i];
    red[i] -= y;
    blue[i] -= y;
    green[i] = y;
  }
}

LOWLIGHT_VECTORISE
void to_colours(float* red, float* green, float* blue, float* luma, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float y = green[i];
    const float green_difference = -(0.299f * red[i] + 0.114f * blue[i]) / 0.587f;
    red[i] += y;
    blue[i] += y;
    green[i] = y + green_difference;
    luma[i] = std::min(std::max(y, 0.f), 1.f);
  }
}

/// One tile: `x`, `y` of its first pixel, `width` × `height` wanted pixels, the planes with the
/// margin around them.
struct Tile {
  int64_t x, y, width, height;
  CalmingTile planes;
};

int64_t even(int64_t size) { return (size + 1) / 2 * 2; }

class TileWorker {
 public:
  TileWorker(const Image& in,
             const PhotoTransform& what,
             const std::array<float, 256>& gain,
             Image& result)
      : image(in), transform(what), gain_of_luma(gain), out(result) {}

  void run(Tile& tile) {
    read(tile);
    if (transform.calming.any()) calm_noise(tile.planes, transform.calming);
    write(tile);
  }

 private:
  /// Brightened luma and differences, and the gain, of the tile and its margin; outside
  /// the picture the nearest pixel stands in.
  void read(Tile& tile) {
    const int64_t width = even(tile.width) + 2 * kCalmingMargin;
    const int64_t height = even(tile.height) + 2 * kCalmingMargin;
    auto& planes = tile.planes;
    for (Plane* plane :
         {&planes.luma, &planes.red_difference, &planes.blue_difference, &planes.gain}) {
      if (plane->width != width || plane->height != height) *plane = Plane(width, height);
    }
    // The gain at one pixel follows that pixel's noise; the mean around it does not.
    WindowMean gain(width, kGainRadius);
    for (int64_t row = 0; row < height; ++row) {
      const int64_t y = std::clamp<int64_t>(tile.y + row - kCalmingMargin, 0, image.height() - 1);
      const ColourRows colours{
          planes.red_difference.row(row), planes.luma.row(row), planes.blue_difference.row(row)};
      read_toned_row(image,
                     tile.x - kCalmingMargin,
                     y,
                     width,
                     transform.tone,
                     gain_of_luma,
                     colours,
                     planes.gain.row(row));
      to_differences(colours[0], colours[1], colours[2], width);
      gain.push(planes.gain.row(row));
      if (row >= 2 * kGainRadius) gain.read(planes.gain.row(row - kGainRadius));
    }
  }

  void write(Tile& tile) {
    auto& planes = tile.planes;
    std::vector<float> guide(size_t(tile.width));
    for (int64_t row = 0; row < tile.height; ++row) {
      const ColourRows colours{planes.red_difference.row(row + kCalmingMargin) + kCalmingMargin,
                               planes.luma.row(row + kCalmingMargin) + kCalmingMargin,
                               planes.blue_difference.row(row + kCalmingMargin) + kCalmingMargin};
      to_colours(colours[0], colours[1], colours[2], guide.data(), tile.width);
      const GridRow place{image.width(), image.height(), tile.x, tile.y + row, tile.width};
      apply_affine_grid(transform.grid, place, 1.f, guide.data(), colours);
      write_mixed_row(
          image, tile.x, tile.y + row, tile.width, float(transform.weight), colours, out);
    }
  }

  const Image& image;
  const PhotoTransform& transform;
  const std::array<float, 256>& gain_of_luma;
  Image& out;
};

void transform_tiles(const Image& image, const PhotoTransform& transform, Image& out) {
  const int64_t across = (image.width() + kTileWidth - 1) / kTileWidth;
  const int64_t down = (image.height() + kTileHeight - 1) / kTileHeight;
  const auto gain = gain_table(transform);
  at::parallel_for(0, across * down, 1, [&](int64_t begin, int64_t end) {
    TileWorker worker(image, transform, gain, out);
    Tile tile{};
    for (int64_t index = begin; index < end; ++index) {
      tile.x = index % across * kTileWidth;
      tile.y = index / across * kTileHeight;
      tile.width = std::min(kTileWidth, image.width() - tile.x);
      tile.height = std::min(kTileHeight, image.height() - tile.y);
      worker.run(tile);
    }
  });
}

}  // namespace

Image apply_transform(const Image& image, const PhotoTransform& transform) {
  if (image.empty() || transform.weight == 0) return image.clone();
  LOWLIGHT_CHECK(int64_t(transform.tone.size()) == full_scale(image.depth()) + 1,
                 "PhotoTransform: tone must hold one number for each input code (",
                 full_scale(image.depth()) + 1,
                 "), got ",
                 transform.tone.size());
  Image out(image.width(), image.height(), image.channels(), image.depth());
  transform_tiles(image, transform, out);
  return out;
}

}  // namespace lowlight::imaging
