#include "lowlight/imaging/alpha.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace lowlight::imaging {
namespace {

using ColourSum = std::array<int64_t, 3>;

constexpr int64_t kRowsAtOnce = 16;

/// Sums over the visible pixels.
struct Visible {
  std::array<double, 3> sums{};
  double alphas = 0;
  bool hidden = false;  ///< Whether some pixel has alpha 0.
};

template <class Sample>
void add_rows(const Image& rows, Visible& visible) {
  for (int64_t y = 0; y < rows.height(); ++y) {
    const Sample* pixel = rows.row<Sample>(y);
    for (int64_t x = 0; x < rows.width(); ++x, pixel += 4) {
      visible.hidden |= pixel[3] == 0;
      visible.alphas += pixel[3];
      for (size_t c = 0; c < 3; ++c) visible.sums[c] += double(pixel[3]) * pixel[c];
    }
  }
}

/// The colour for hidden pixels; nothing where no pixel is hidden, or all are.
std::optional<ColourSum> cover_of(const PictureRows& picture) {
  if (picture.shape().channels != 4) return std::nullopt;
  Visible visible;
  read_in_bands(picture, kRowsAtOnce, [&](const Image& rows) {
    rows.depth() == BitDepth::u8 ? add_rows<uint8_t>(rows, visible)
                                 : add_rows<uint16_t>(rows, visible);
  });
  if (!visible.hidden || visible.alphas == 0) return std::nullopt;
  ColourSum colour{};
  for (size_t c = 0; c < 3; ++c) colour[c] = std::lround(visible.sums[c] / visible.alphas);
  return colour;
}

template <class Sample>
void cover(const ColourSum& colour, int64_t pixels, uint8_t* rows) {
  auto* pixel = reinterpret_cast<Sample*>(rows);
  for (int64_t i = 0; i < pixels; ++i, pixel += 4) {
    if (pixel[3] != 0) continue;
    for (size_t c = 0; c < 3; ++c) pixel[c] = Sample(colour[c]);
  }
}

}  // namespace

PictureRows with_hidden_colours_covered(const PictureRows& picture) {
  const auto colour = cover_of(picture);
  if (!colour) return picture;
  PictureRows covered(picture.shape(), [picture, colour](int64_t begin, int64_t end, uint8_t* out) {
    picture.read(begin, end, out);
    const auto& shape = picture.shape();
    const auto cover_rows = shape.depth == BitDepth::u8 ? cover<uint8_t> : cover<uint16_t>;
    cover_rows(*colour, (end - begin) * shape.width, out);
  });
  covered.most_noise = picture.most_noise;
  covered.grey = picture.grey;
  return covered;
}

}  // namespace lowlight::imaging
