#include "lowlight/imaging/working_colours.h"

namespace lowlight::imaging {
namespace {

/// Every colour sample of `pixels` pixels through its channel's table, alpha scaled.
template <class In, class Out>
void map_samples(const In* in,
                 int64_t pixels,
                 int64_t channels,
                 const WorkingColours::Tables& tables,
                 Out* out) {
  constexpr int64_t in_full = full_scale(sizeof(In) == 1 ? BitDepth::u8 : BitDepth::u16);
  constexpr int64_t out_full = full_scale(sizeof(Out) == 1 ? BitDepth::u8 : BitDepth::u16);
  const auto colours = int64_t(tables.size());
  for (int64_t i = 0; i < pixels; ++i, in += channels, out += channels) {
    for (int64_t c = 0; c < colours; ++c) out[c] = Out(tables[size_t(c)][in[c]]);
    if (channels == 4) out[3] = Out((in[3] * out_full + in_full / 2) / in_full);
  }
}

}  // namespace

PictureRows WorkingColours::working(const PictureRows& own) const {
  auto shape = own.shape();
  shape.depth = BitDepth::u16;
  return {shape, [this, own](int64_t begin, int64_t end, uint8_t* out) {
            const Image rows = own.read(begin, end);
            const int64_t pixels = rows.width() * rows.height(), channels = rows.channels();
            auto* to = reinterpret_cast<uint16_t*>(out);
            rows.depth() == BitDepth::u8
                ? map_samples(rows.row<uint8_t>(0), pixels, channels, to_working, to)
                : map_samples(rows.row<uint16_t>(0), pixels, channels, to_working, to);
          }};
}

Image WorkingColours::own(const Image& working) const {
  Image rows(working.width(), working.height(), working.channels(), own_depth);
  const int64_t pixels = rows.width() * rows.height(), channels = rows.channels();
  const auto* from = working.row<uint16_t>(0);
  own_depth == BitDepth::u8 ? map_samples(from, pixels, channels, to_own, rows.row<uint8_t>(0))
                            : map_samples(from, pixels, channels, to_own, rows.row<uint16_t>(0));
  return rows;
}

}  // namespace lowlight::imaging
