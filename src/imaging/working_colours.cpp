#include "lowlight/imaging/working_colours.h"

#include <memory>
#include <utility>
#include <vector>

namespace lowlight::imaging {
namespace {

/// Every colour sample of `pixels` pixels through its channel's table, alpha scaled.
template <class In, class Out>
void map_samples(
    const In* in, int64_t pixels, int64_t channels, const ColourTables::Tables& tables, Out* out) {
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
            to_working(own.read(begin, end), reinterpret_cast<uint16_t*>(out));
          }};
}

Image WorkingColours::own(const Image& working) const {
  Image rows(working.width(), working.height(), working.channels(), own_depth);
  to_own(working, rows);
  return rows;
}

WorkingColours colours_of_tables(BitDepth own_depth, ColourTables tables) {
  const auto shared = std::make_shared<const ColourTables>(std::move(tables));
  const auto to_working = [shared](const Image& rows, uint16_t* to) {
    const int64_t pixels = rows.width() * rows.height(), channels = rows.channels();
    rows.depth() == BitDepth::u8
        ? map_samples(rows.row<uint8_t>(0), pixels, channels, shared->to_working, to)
        : map_samples(rows.row<uint16_t>(0), pixels, channels, shared->to_working, to);
  };
  const auto to_own = [shared](const Image& working, Image& rows) {
    const int64_t pixels = rows.width() * rows.height(), channels = rows.channels();
    const auto* from = working.row<uint16_t>(0);
    rows.depth() == BitDepth::u8
        ? map_samples(from, pixels, channels, shared->to_own, rows.row<uint8_t>(0))
        : map_samples(from, pixels, channels, shared->to_own, rows.row<uint16_t>(0));
  };
  return {own_depth, to_working, to_own};
}

}  // namespace lowlight::imaging
