#include "imaging/noise_samples.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

#include "imaging/cosine_transform.h"
#include "imaging/even_margins.h"
#include "imaging/jpeg_noise.h"
#include "imaging/noise_block.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kArea = 2 * kBlockSide;
constexpr int64_t kMostAreas = 2048;
constexpr float kDarkestMean = 1.5f, kClipped = 250;
// Black cuts noise off. Where it leaves too few areas, those that it cuts more still tell more than
// none would: in a photo of grass eight stops too dark hardly a pixel has any blue.
constexpr float kMostBlack = 0.25f, kMostBlackAtNeed = 0.9f;
// What is lighter before black is an edge: noise that black cuts off is not as high.
constexpr float kLightestAtNeed = 48;
// The energy of a block in which not one pixel differs from another is below.
constexpr float kOfEven = 1e-3f;

using AreaPlane = float[kArea][kArea];

/// Red, green and blue of an area in 8-bit codes.
struct Area {
  AreaPlane red, green, blue;
  bool hidden;  ///< Whether a pixel is transparent: its colour is none of the sensor's.
};

/// kArea rows of a photo: they lie in memory, or are read.
class AreaRows {
 public:
  AreaRows(const PictureRows& photo, int64_t first) : picture(photo), begin(first) {
    if (!picture.in_memory(first)) copies = picture.read(first, first + kArea);
  }

  template <class Sample>
  const Sample* row(int64_t y) const {
    return copies.empty() ? reinterpret_cast<const Sample*>(picture.in_memory(begin + y))
                          : copies.row<Sample>(y);
  }

  const ImageShape& shape() const { return picture.shape(); }

 private:
  const PictureRows& picture;
  int64_t begin;
  Image copies;
};

/// Asks for the rows of an area all at once: they lie in as many pages.
void prefetch(const AreaRows& rows, int64_t x0) {
  const auto& shape = rows.shape();
  const int64_t pixel = shape.channels * bytes_per_sample(shape.depth);
  for (int64_t y = 0; y < kArea; ++y) {
    const auto* first = rows.row<uint8_t>(y) + x0 * pixel;
    __builtin_prefetch(first);
    __builtin_prefetch(first + kArea * pixel - 1);
  }
}

template <class Sample>
void read_area(const AreaRows& rows, int64_t x0, Area& area) {
  const auto& shape = rows.shape();
  const int64_t channels = shape.channels, g = channels > 1 ? 1 : 0, b = channels > 1 ? 2 : 0;
  const float to_code = 255.f / float(full_scale(shape.depth));
  area.hidden = false;
  for (int64_t y = 0; y < kArea; ++y) {
    const Sample* pixel = rows.row<Sample>(y) + x0 * channels;
    for (int64_t x = 0; x < kArea; ++x, pixel += channels) {
      area.red[y][x] = float(pixel[0]) * to_code;
      area.green[y][x] = float(pixel[g]) * to_code;
      area.blue[y][x] = float(pixel[b]) * to_code;
      area.hidden |= channels == 4 && pixel[3] == 0;
    }
  }
}

/// The weighted sum of the colours.
LOWLIGHT_VECTORISE
void weigh(const Area& area, const std::array<float, 3>& weights, AreaPlane& out) {
  const float red = weights[0], green = weights[1], blue = weights[2];
  for (int64_t y = 0; y < kArea; ++y) {
    for (int64_t x = 0; x < kArea; ++x)
      out[y][x] = red * area.red[y][x] + green * area.green[y][x] + blue * area.blue[y][x];
  }
}

void transform_quarter(const AreaPlane& plane, int64_t quarter, Block& out) {
  const int64_t x0 = quarter % 2 * kBlockSide, y0 = quarter / 2 * kBlockSide;
  for (int64_t y = 0; y < kBlockSide; ++y) std::copy_n(plane[y0 + y] + x0, kBlockSide, out[y]);
  transform_block(out);
}

void halve(const AreaPlane& plane, Block& out) {
  for (int64_t y = 0; y < kBlockSide; ++y) {
    for (int64_t x = 0; x < kBlockSide; ++x) {
      out[y][x] = 0.25f * (plane[2 * y][2 * x] + plane[2 * y][2 * x + 1] + plane[2 * y + 1][2 * x] +
                           plane[2 * y + 1][2 * x + 1]);
    }
  }
}

/// Adds the edges of what colours have beside luma.
void add_colour_edges(const Block& red, const Block& green, const Block& blue, BlockEdges& edges) {
  Block cr, cb;
  for (int64_t y = 0; y < kBlockSide; ++y) {
    for (int64_t x = 0; x < kBlockSide; ++x) {
      const float grey = luma(red[y][x], green[y][x], blue[y][x]);
      cr[y][x] = red[y][x] - grey;
      cb[y][x] = blue[y][x] - grey;
    }
  }
  add_edges(cr[0], kBlockSide, edges);
  add_edges(cb[0], kBlockSide, edges);
}

float grey_of(float red, float green, float blue) {
  return kGreyWeights[0] * red + kGreyWeights[1] * green + kGreyWeights[2] * blue;
}

/// Of each column of an area: the sum of grey, the largest colour, and how many pixels have a
/// colour at 0.
struct Columns {
  float sum[kArea], largest[kArea], black[kArea];
};

LOWLIGHT_VECTORISE
void look_down(const Area& area, Columns& columns) {
  for (int64_t y = 0; y < kArea; ++y) {
    for (int64_t x = 0; x < kArea; ++x) {
      const float r = area.red[y][x], g = area.green[y][x], b = area.blue[y][x];
      columns.sum[x] += kGreyWeights[0] * r + kGreyWeights[1] * g + kGreyWeights[2] * b;
      columns.largest[x] = std::max(std::max(columns.largest[x], r), std::max(g, b));
      columns.black[x] += std::min(std::min(r, g), b) == 0 ? 1.f : 0.f;
    }
  }
}

/// Whether the area is neither clipped nor black, its mean and how much of it black cuts off.
bool is_usable(const Area& area, NoiseSample& sample) {
  Columns columns{};
  look_down(area, columns);
  const auto mean = [](const auto& sums) {
    return std::accumulate(std::begin(sums), std::end(sums), 0.f) / float(kArea * kArea);
  };
  sample.mean = mean(columns.sum);
  sample.black = mean(columns.black);
  const float largest = *std::ranges::max_element(columns.largest);
  if (area.hidden || sample.mean < kDarkestMean || largest >= kClipped) return false;
  return sample.black < kMostBlack ||
         (sample.black < kMostBlackAtNeed && largest < kLightestAtNeed);
}

void add_size(float coefficient, std::vector<float>& sizes) {
  const float size = std::abs(coefficient);
  if (size > kNotZero) sizes.push_back(size);
}

void add_luma(const Block& block, JpegCoefficients& coefficients) {
  for (int64_t i = 1; i < 64; ++i) add_size(block[i / 8][i % 8], coefficients.luma[size_t(i)]);
}

void add_colour(const Block& block, std::array<std::vector<float>, kNoiseBands>& sizes) {
  for (int64_t i = 1; i < 64; ++i)
    add_size(block[i / 8][i % 8], sizes[size_t(band_of(i / 8, i % 8))]);
}

/// Adds the area at a place; the shade of a block of it in which nothing changes, or −1.
float add_area(const Area& area, int64_t place, NoiseSamples& samples) {
  NoiseSample sample{};
  sample.place = place;
  float even_shade = -1;
  const bool usable = is_usable(area, sample);
  AreaPlane luma_plane, grey_plane;
  weigh(area, kLumaWeights<float>, luma_plane);
  weigh(area, kGreyWeights, grey_plane);
  add_edges(luma_plane[0], kArea, samples.edges);
  Block block;
  for (int64_t quarter = 0; quarter < 4; ++quarter) {
    transform_quarter(luma_plane, quarter, block);
    add_luma(block, samples.coefficients);
    if (!usable) continue;
    transform_quarter(grey_plane, quarter, block);
    add_energies(block, 0.25f, sample.grey);
    const float energy = fine_energy(block);
    sample.energy += 0.25f * energy;
    if (energy < kOfEven) even_shade = block[0][0];
  }
  Block red, green, blue, cr, cb;
  halve(area.red, red);
  halve(area.green, green);
  halve(area.blue, blue);
  add_colour_edges(red, green, blue, samples.colour_edges);
  for (auto* colour : {&red, &green, &blue}) transform_block(*colour);
  for (int64_t u = 0; u < kBlockSide; ++u) {
    for (int64_t v = 0; v < kBlockSide; ++v) {
      const float y = luma(red[u][v], green[u][v], blue[u][v]);
      const float grey = grey_of(red[u][v], green[u][v], blue[u][v]);
      cr[u][v] = (red[u][v] - y) / kRedOfCr;
      cb[u][v] = (blue[u][v] - y) / kBlueOfCb;
      red[u][v] -= grey;
      blue[u][v] -= grey;
    }
  }
  add_colour(cr, samples.coefficients.red);
  add_colour(cb, samples.coefficients.blue);
  if (!usable) return -1;
  add_energies(red, 1, sample.red);
  add_energies(blue, 1, sample.blue);
  samples.areas.push_back(sample);
  return even_shade;
}

/// Only areas with little black, where there are enough.
void drop_black(std::vector<NoiseSample>& areas) {
  const auto is_lit = [](const NoiseSample& area) { return area.black < kMostBlack; };
  if (std::ranges::count_if(areas, is_lit) < kFewestAreas) return;
  std::erase_if(areas, std::not_fn(is_lit));
}

/// Only areas that are not of a frame or bar around the picture: these say nothing of the sensor.
void drop_margins(const std::vector<float>& shades,
                  int64_t columns,
                  std::vector<NoiseSample>& areas) {
  if (areas.empty()) return;
  const auto part = without_even_margins(shades, int64_t(shades.size()) / columns, columns);
  std::erase_if(areas, [&](const NoiseSample& area) {
    return !part.holds(area.place / columns, area.place % columns);
  });
}

}  // namespace

NoiseSamples sample_noise(const PictureRows& photo, const BlockOrigin& origin) {
  const ImageShape& shape = photo.shape();
  const int64_t across = (shape.width - origin.x) / kArea, down = (shape.height - origin.y) / kArea;
  NoiseSamples samples;
  if (across < 1 || down < 1) return samples;
  const auto step = std::max<int64_t>(
      1, int64_t(std::ceil(std::sqrt(double(across * down) / double(kMostAreas)))));
  const auto most = size_t(across / step + 1) * size_t(down / step + 1);
  for (auto& sizes : samples.coefficients.luma) sizes.reserve(4 * most);
  const int64_t columns = (across - step / 2 + step - 1) / step;
  std::vector<float> shades;
  Area area;
  for (int64_t row = step / 2; row < down; row += step) {
    const AreaRows rows(photo, origin.y + row * kArea);
    for (int64_t column = step / 2; column < across; column += step) {
      const int64_t x = origin.x + column * kArea;
      prefetch(rows, origin.x + std::min(column + step, across - 1) * kArea);
      shape.depth == BitDepth::u8 ? read_area<uint8_t>(rows, x, area)
                                  : read_area<uint16_t>(rows, x, area);
      shades.push_back(add_area(area, int64_t(shades.size()), samples));
    }
  }
  drop_margins(shades, columns, samples.areas);
  drop_black(samples.areas);
  return samples;
}

}  // namespace lowlight::imaging
