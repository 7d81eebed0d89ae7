#include "imaging/pixel_rows.h"

#include <algorithm>

#include "imaging/vectorise.h"
#include "lowlight/core/luma.h"

namespace lowlight::imaging {
namespace {

template <class Sample, int Channels>
struct Layout {
  static constexpr int kGreen = Channels > 1 ? 1 : 0, kBlue = Channels > 1 ? 2 : 0;
  static constexpr int kColours = Channels > 1 ? 3 : 1;
};

/// Calls call(Sample{}, channels as a constant) for the picture's layout.
template <class Call>
void with_layout(const Image& image, const Call& call) {
  const auto with_channels = [&](auto sample) {
    switch (image.channels()) {
      case 1:
        return call(sample, std::integral_constant<int, 1>{});
      case 3:
        return call(sample, std::integral_constant<int, 3>{});
      default:
        return call(sample, std::integral_constant<int, 4>{});
    }
  };
  image.depth() == BitDepth::u8 ? with_channels(uint8_t{}) : with_channels(uint16_t{});
}

/// The codes of a piece of a row, colours apart: what a loop over them can read side by side.
constexpr int64_t kPiece = 256;
struct Codes {
  int32_t colours[3][kPiece];
};

template <class Sample, int Channels>
void separate(const Sample* pixel, int64_t count, Codes& codes) {
  using Pixel = Layout<Sample, Channels>;
  for (int64_t i = 0; i < count; ++i, pixel += Channels) {
    codes.colours[0][i] = pixel[0];
    codes.colours[1][i] = pixel[Pixel::kGreen];
    codes.colours[2][i] = pixel[Pixel::kBlue];
  }
}

LOWLIGHT_VECTORISE
void look_up(const Codes& codes,
             int64_t count,
             const float* tone,
             const float* gain_of_luma,
             float to_code,
             const ColourRows& colours,
             float* gain) {
  float *red = colours[0], *green = colours[1], *blue = colours[2];
  for (int64_t i = 0; i < count; ++i) {
    const int32_t r = codes.colours[0][i], g = codes.colours[1][i], b = codes.colours[2][i];
    red[i] = tone[r];
    green[i] = tone[g];
    blue[i] = tone[b];
    gain[i] = gain_of_luma[int32_t(luma(float(r), float(g), float(b)) * to_code + 0.5f)];
  }
}

template <class Sample, int Channels>
void read_pixels(const Sample* pixel,
                 int64_t count,
                 const float* tone,
                 const float* gain_of_luma,
                 const ColourRows& colours,
                 float* gain) {
  constexpr float to_code = sizeof(Sample) == 1 ? 1.f : 255.f / 65535.f;
  Codes codes;
  for (int64_t at = 0; at < count; at += kPiece) {
    const int64_t length = std::min(kPiece, count - at);
    separate<Sample, Channels>(pixel + at * Channels, length, codes);
    look_up(codes,
            length,
            tone,
            gain_of_luma,
            to_code,
            {colours[0] + at, colours[1] + at, colours[2] + at},
            gain + at);
  }
}

template <class Sample, int Channels>
void read_plain(const Sample* pixel, int64_t count, const ColourRows& colours) {
  using Pixel = Layout<Sample, Channels>;
  constexpr float scale = sizeof(Sample) == 1 ? 1.f / 255.f : 1.f / 65535.f;
  for (int64_t i = 0; i < count; ++i, pixel += Channels) {
    colours[0][i] = float(pixel[0]) * scale;
    colours[1][i] = float(pixel[Pixel::kGreen]) * scale;
    colours[2][i] = float(pixel[Pixel::kBlue]) * scale;
  }
}

/// The pixels of a row that lie in the picture: [before, before + inside) of those wanted.
struct Inside {
  int64_t before, inside;
};

Inside inside_of(const Image& image, int64_t first, int64_t count) {
  const int64_t before = std::max<int64_t>(0, -first);
  return {before, std::min(count, image.width() - first) - before};
}

/// Columns outside the picture get the number of its first and last one.
template <size_t Rows>
void repeat_borders(const std::array<float*, Rows>& rows, const Inside& place, int64_t count) {
  const auto [before, inside] = place;
  for (float* row : rows) {
    std::fill_n(row, before, row[before]);
    std::fill_n(row + before + inside, count - before - inside, row[before + inside - 1]);
  }
}

/// A value in [−½, ½) for each pixel: a hash of its place.
LOWLIGHT_VECTORISE
void fill_dither(uint32_t first, uint32_t y, int64_t count, float* noise) {
  for (int64_t i = 0; i < count; ++i) {
    uint32_t h = (first + uint32_t(i)) * 0x9E3779B1u ^ y * 0x85EBCA77u;
    h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
    h ^= h >> 13;
    noise[i] = float(int32_t(h >> 8)) * 0x1p-24f - 0.5f;
  }
}

LOWLIGHT_VECTORISE
void mix(const float* before, float weight, int64_t count, float* after) {
  for (int64_t i = 0; i < count; ++i) after[i] = before[i] + weight * (after[i] - before[i]);
}

LOWLIGHT_VECTORISE
void to_luma(const float* red, const float* green, const float* blue, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = luma(red[i], green[i], blue[i]);
}

/// Codes, still as floats: value · scale + noise, clamped.
LOWLIGHT_VECTORISE
void to_codes(const float* noise, float scale, int64_t count, float* value) {
  for (int64_t i = 0; i < count; ++i) {
    value[i] = std::min(std::max(value[i] * scale + (noise[i] + 0.5f), 0.f), scale);
  }
}

/// The rows that writing needs besides the colours.
struct Scratch {
  std::vector<float> before, noise;
};

template <class Sample, int Channels>
void write_pixels(const Sample* in,
                  float weight,
                  int64_t count,
                  Scratch& scratch,
                  const ColourRows& colours,
                  Sample* out) {
  using Pixel = Layout<Sample, Channels>;
  constexpr float scale = sizeof(Sample) == 1 ? 255.f : 65535.f;
  if (Pixel::kColours == 1) to_luma(colours[0], colours[1], colours[2], count, colours[0]);
  for (int c = 0; c < Pixel::kColours; ++c) {
    float* colour = colours[size_t(c)];
    if (weight != 1.f) {
      for (int64_t i = 0; i < count; ++i)
        scratch.before[size_t(i)] = float(in[i * Channels + c]) * (1.f / scale);
      mix(scratch.before.data(), weight, count, colour);
    }
    to_codes(scratch.noise.data(), scale, count, colour);
    for (int64_t i = 0; i < count; ++i) out[i * Channels + c] = Sample(int32_t(colour[i]));
  }
  if (Channels == 4) {
    for (int64_t i = 0; i < count; ++i) out[i * Channels + 3] = in[i * Channels + 3];
  }
}

}  // namespace

void read_toned_row(const Image& image,
                    int64_t first,
                    int64_t row,
                    int64_t count,
                    const std::vector<float>& tone,
                    const std::array<float, 256>& gain_of_luma,
                    const ColourRows& colours,
                    float* gain) {
  const Inside place = inside_of(image, first, count);
  const int64_t before = place.before, inside = place.inside;
  with_layout(image, [&](auto sample, auto channels) {
    using Sample = decltype(sample);
    constexpr int kChannels = decltype(channels)::value;
    read_pixels<Sample, kChannels>(image.row<Sample>(row) + (first + before) * kChannels,
                                   inside,
                                   tone.data(),
                                   gain_of_luma.data(),
                                   {colours[0] + before, colours[1] + before, colours[2] + before},
                                   gain + before);
  });
  repeat_borders(std::array<float*, 4>{colours[0], colours[1], colours[2], gain}, place, count);
}

void read_plain_row(
    const Image& image, int64_t first, int64_t row, int64_t count, const ColourRows& colours) {
  const Inside place = inside_of(image, first, count);
  const int64_t before = place.before;
  with_layout(image, [&](auto sample, auto channels) {
    using Sample = decltype(sample);
    constexpr int kChannels = decltype(channels)::value;
    read_plain<Sample, kChannels>(image.row<Sample>(row) + (first + before) * kChannels,
                                  place.inside,
                                  {colours[0] + before, colours[1] + before, colours[2] + before});
  });
  repeat_borders(colours, place, count);
}

void write_mixed_row(const Image& in,
                     const RowPlace& place,
                     int64_t first,
                     int64_t count,
                     float weight,
                     const ColourRows& colours,
                     Image& out) {
  Scratch scratch{std::vector<float>(size_t(count)), std::vector<float>(size_t(count))};
  if (in.depth() == BitDepth::u8)
    fill_dither(uint32_t(first), uint32_t(place.y), count, scratch.noise.data());
  with_layout(in, [&](auto sample, auto channels) {
    using Sample = decltype(sample);
    constexpr int kChannels = decltype(channels)::value;
    write_pixels<Sample, kChannels>(in.row<Sample>(place.in) + first * kChannels,
                                    weight,
                                    count,
                                    scratch,
                                    colours,
                                    out.row<Sample>(place.out) + first * kChannels);
  });
}

}  // namespace lowlight::imaging
