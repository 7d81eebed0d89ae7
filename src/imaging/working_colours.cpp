#include "lowlight/imaging/working_colours.h"

namespace lowlight::imaging {
namespace {

/// Every colour sample through its channel's table, alpha scaled.
template <class In, class Out>
void map_samples(const Image& from, const WorkingColours::Tables& tables, Image& to) {
  const int64_t channels = from.channels(), colours = int64_t(tables.size());
  for (int64_t y = 0; y < from.height(); ++y) {
    const In* in = from.row<In>(y);
    Out* out = to.row<Out>(y);
    for (int64_t x = 0; x < from.width(); ++x, in += channels, out += channels) {
      for (int64_t c = 0; c < colours; ++c) out[c] = Out(tables[size_t(c)][in[c]]);
      if (channels == 4) {
        const int64_t in_full = full_scale(from.depth()), out_full = full_scale(to.depth());
        out[3] = Out((in[3] * out_full + in_full / 2) / in_full);
      }
    }
  }
}

Image mapped(const Image& from, const WorkingColours::Tables& tables, BitDepth depth) {
  Image to(from.width(), from.height(), from.channels(), depth);
  if (from.depth() == BitDepth::u8) {
    map_samples<uint8_t, uint16_t>(from, tables, to);
  } else if (depth == BitDepth::u8) {
    map_samples<uint16_t, uint8_t>(from, tables, to);
  } else {
    map_samples<uint16_t, uint16_t>(from, tables, to);
  }
  return to;
}

}  // namespace

Image WorkingColours::working(const Image& own) const {
  return mapped(own, to_working, BitDepth::u16);
}

Image WorkingColours::own(const Image& working) const { return mapped(working, to_own, own_depth); }

}  // namespace lowlight::imaging
