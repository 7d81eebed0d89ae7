// Random looks as colour tables: what the network that finds looks learns from.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>

#include "lowlight/core/random.h"

namespace lowlight::data {

/// The table [nodes³, 3] in [0, 1], red running fastest, of a random look that a person could have
/// wanted; nodes ≥ 2. One in ten is black and white through a colour filter, part of them toned;
/// half are films: an S-curve a channel with toe and shoulder, crosstalk of the dyes, saturation,
/// less of it in greens and cyans; three in twenty are strong casts, as of coloured light or
/// redscale film; the others are one to six of: exposure, white balance, gamma, contrast of the
/// channels or of luma alone, bent curves, cross-processing, saturation, vibrance, split toning,
/// faded or clipped ends, a matrix, bleach bypass, hue and saturation by sectors of hue, colours
/// pulled to one axis (teal and orange), a wash of colour, night for day, a filter's tint. Films
/// spread from faint to strong; where the steps change little there is a film instead, so that
/// what is hardly seen is taken for a film, the most common of faint looks. Greys rise with grey.
at::Tensor draw_look_table(int64_t nodes, RandomStream& random);

/// The tables of all .cube files below a folder, in the order of their names: [M, nodes³, 3].
/// Throws DataError where there are none, ImageError where one cannot be read.
at::Tensor read_look_tables(const std::filesystem::path& folder, int64_t nodes);

}  // namespace lowlight::data
