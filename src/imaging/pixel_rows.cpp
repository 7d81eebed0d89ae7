#include "imaging/pixel_rows.h"

#include <algorithm>
#include <array>

#include "lowlight/core/luma.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

/// The samples of a row from one pixel on, and what they are.
template <class Byte>
struct Samples {
  Byte* first;
  BitDepth depth;
  int64_t channels;

  template <class Sample>
  auto as() const {
    using Type = std::conditional_t<std::is_const_v<Byte>, const Sample, Sample>;
    return reinterpret_cast<Type*>(first);
  }
};

Samples<const uint8_t> samples_of(const SampleRow& row, int64_t column) {
  const auto& shape = row.shape;
  const int64_t pixel = shape.channels * bytes_per_sample(shape.depth);
  return {row.samples + column * pixel, shape.depth, shape.channels};
}

Samples<uint8_t> samples_of(Image& image, int64_t column, int64_t row) {
  const int64_t pixel = image.channels() * bytes_per_sample(image.depth());
  return {image.row<uint8_t>(row) + column * pixel, image.depth(), image.channels()};
}

/// Calls call(first sample, channels as a constant). Inlined, so that each of a loop's instruction
/// sets serves every layout.
template <class Byte, class Call>
[[gnu::always_inline]] inline void with_layout(const Samples<Byte>& row, const Call& call) {
  const auto with_channels = [&](auto* samples) __attribute__((always_inline)) {
    if (row.channels == 3) return call(samples, std::integral_constant<int, 3>{});
    if (row.channels == 4) return call(samples, std::integral_constant<int, 4>{});
    return call(samples, std::integral_constant<int, 1>{});
  };
  if (row.depth == BitDepth::u8) return with_channels(row.template as<uint8_t>());
  with_channels(row.template as<uint16_t>());
}

/// What is worked on at once: it stays in the first-level cache.
constexpr int64_t kPiece = 256;
using Codes = uint16_t[3][kPiece];

/// The codes of `count` pixels from pixel `at` on, colours apart.
LOWLIGHT_VECTORISE
void separate(const Samples<const uint8_t>& row,
              int64_t at,
              int64_t count,
              uint16_t* __restrict red,
              uint16_t* __restrict green,
              uint16_t* __restrict blue) {
  with_layout(
      row, [&](const auto* samples, auto channels) __attribute__((always_inline)) {
        constexpr int kChannels = decltype(channels)::value, kOther = kChannels > 1 ? 1 : 0;
        const auto* pixel = samples + at * kChannels;
        for (int64_t i = 0; i < count; ++i) {
          red[i] = pixel[i * kChannels];
          green[i] = pixel[i * kChannels + kOther];
          blue[i] = pixel[i * kChannels + 2 * kOther];
        }
      });
}

LOWLIGHT_VECTORISE
void scale_codes(const Codes& codes, int64_t count, float scale, const ColourRows& colours) {
  float *red = colours[0], *green = colours[1], *blue = colours[2];
  for (int64_t i = 0; i < count; ++i) {
    red[i] = scale * float(codes[0][i]);
    green[i] = scale * float(codes[1][i]);
    blue[i] = scale * float(codes[2][i]);
  }
}

/// Reads the pixels that lie in the picture by use(codes, count, where they go), and repeats the
/// outer ones.
template <class Use>
void read_row(
    const SampleRow& row, int64_t first, int64_t count, const ColourRows& colours, const Use& use) {
  const int64_t before = std::max<int64_t>(0, -first);
  const int64_t inside = std::min(count, row.shape.width - first) - before;
  const auto samples = samples_of(row, first + before);
  Codes codes;
  for (int64_t at = 0; at < inside; at += kPiece) {
    const int64_t length = std::min(kPiece, inside - at), to = before + at;
    separate(samples, at, length, codes[0], codes[1], codes[2]);
    use(codes, length, {colours[0] + to, colours[1] + to, colours[2] + to});
  }
  for (float* colour : colours) {
    std::fill_n(colour, before, colour[before]);
    std::fill_n(colour + before + inside, count - before - inside, colour[before + inside - 1]);
  }
}

uint32_t hash_of(uint32_t number) {
  uint32_t h = number * 0x9E3779B1u;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  return h ^ (h >> 13);
}

/// Values in [−½, ½) for up to kPiece pixels from column `first` of row y on. All rows show the
/// same chance, which repeats, each from a place of its own on: a hash of every pixel's place takes
/// as long as writing it.
const float* dither_at(uint32_t first, uint32_t y) {
  constexpr size_t kPeriod = 4096;
  static const auto chance = [] {
    std::array<float, kPeriod + size_t(kPiece)> values{};
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = float(hash_of(uint32_t(i % kPeriod)) >> 8) * 0x1p-24f - 0.5f;
    return values;
  }();
  return chance.data() + (first + hash_of(~y)) % kPeriod;
}

LOWLIGHT_VECTORISE
void mix(const Codes& before, float scale, float weight, int64_t count, const ColourRows& colours) {
  for (size_t c = 0; c < 3; ++c) {
    float* colour = colours[c];
    for (int64_t i = 0; i < count; ++i) {
      const float was = float(before[c][i]) * scale;
      colour[i] = was + weight * (colour[i] - was);
    }
  }
}

LOWLIGHT_VECTORISE
void to_luma(const ColourRows& colours, int64_t count) {
  float *red = colours[0], *green = colours[1], *blue = colours[2];
  for (int64_t i = 0; i < count; ++i) red[i] = green[i] = blue[i] = luma(red[i], green[i], blue[i]);
}

[[gnu::always_inline]] inline int32_t code_of(float value, float scale, float noise) {
  return int32_t(std::min(std::max(value * scale + (noise + 0.5f), 0.f), scale));
}

/// The colours as codes, from pixel `at` on; alpha stays.
LOWLIGHT_VECTORISE
void join(const ColourRows& colours,
          const float* noise,
          int64_t at,
          int64_t count,
          const Samples<uint8_t>& row) {
  with_layout(
      row, [&](auto* samples, auto channels) __attribute__((always_inline)) {
        using Sample = std::remove_pointer_t<decltype(samples)>;
        constexpr int kChannels = decltype(channels)::value;
        constexpr float kScale = sizeof(Sample) == 1 ? 255.f : 65535.f;
        Sample* __restrict pixel = samples + at * kChannels;
        const float *red = colours[0], *green = colours[1], *blue = colours[2];
        for (int64_t i = 0; i < count; ++i) {
          pixel[i * kChannels] = Sample(code_of(red[i], kScale, noise[i]));
          if constexpr (kChannels > 1) {
            pixel[i * kChannels + 1] = Sample(code_of(green[i], kScale, noise[i]));
            pixel[i * kChannels + 2] = Sample(code_of(blue[i], kScale, noise[i]));
          }
        }
      });
}

void copy_alpha(const Samples<const uint8_t>& in, int64_t count, const Samples<uint8_t>& out) {
  const auto copy = [&](const auto* from, auto* to) {
    for (int64_t i = 0; i < count; ++i) to[4 * i + 3] = from[4 * i + 3];
  };
  in.depth == BitDepth::u8 ? copy(in.as<uint8_t>(), out.as<uint8_t>())
                           : copy(in.as<uint16_t>(), out.as<uint16_t>());
}

}  // namespace

void read_toned_row(const SampleRow& row,
                    int64_t first,
                    int64_t count,
                    const CodeTable<float>& tone,
                    const ColourRows& colours) {
  const auto use = [&](const Codes& codes, int64_t length, const ColourRows& out) {
    for (size_t c = 0; c < 3; ++c) tone.look_up(codes[c], length, out[c]);
  };
  read_row(row, first, count, colours, use);
}

void read_plain_row(const SampleRow& row, int64_t first, int64_t count, const ColourRows& colours) {
  const float scale = 1.f / float(full_scale(row.shape.depth));
  const auto use = [&](const Codes& codes, int64_t length, const ColourRows& out) {
    scale_codes(codes, length, scale, out);
  };
  read_row(row, first, count, colours, use);
}

void write_mixed_row(const SampleRow& before,
                     int64_t y,
                     int64_t first,
                     int64_t count,
                     float weight,
                     const ColourRows& colours,
                     Image& out,
                     int64_t to) {
  const auto old = samples_of(before, first);
  const auto after = samples_of(out, first, to);
  const auto& shape = before.shape;
  const float scale = 1.f / float(full_scale(shape.depth));
  Codes codes;
  constexpr float kNoDither[kPiece] = {};
  for (int64_t at = 0; at < count; at += kPiece) {
    const int64_t length = std::min(kPiece, count - at);
    const ColourRows piece{colours[0] + at, colours[1] + at, colours[2] + at};
    if (shape.channels == 1 || before.grey) to_luma(piece, length);
    if (weight != 1.f) {
      separate(old, at, length, codes[0], codes[1], codes[2]);
      mix(codes, scale, weight, length, piece);
    }
    const bool dithered = shape.depth == BitDepth::u8;
    const float* noise = dithered ? dither_at(uint32_t(first + at), uint32_t(y)) : kNoDither;
    join(piece, noise, at, length, after);
  }
  if (shape.channels == 4) copy_alpha(old, count, after);
}

}  // namespace lowlight::imaging
