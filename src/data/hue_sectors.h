// Colours as luma, hue and saturation, and changes of them by sectors of hue. Colours are [M, 3].
#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "lowlight/core/random.h"

namespace lowlight::data {

/// A colour, [3].
at::Tensor row(double red, double green, double blue);

/// The luma of each colour, [M, 1].
at::Tensor grey(const at::Tensor& colours);

/// The largest number of each colour less its smallest, [M, 1].
at::Tensor colourfulness(const at::Tensor& colours);

/// Colours without their luma on two axes: red against cyan, and green against blue, [M, 1] each.
struct Chroma {
  at::Tensor warm, cold;
};

Chroma chroma_of(const at::Tensor& difference);

/// The colours of such luma [M, 1] and chroma.
at::Tensor colour_of(const at::Tensor& luma, const Chroma& chroma);

inline constexpr int kSectors = 6;  ///< of hue: cyan, blue, magenta, red, yellow, green

/// Turned hues, changed saturation and lightness, each drawn by sectors of hue; `gains` is what the
/// ln of the sectors' saturation changes by beside what is drawn. Colours in [0, 1]; the result may
/// lie outside.
at::Tensor by_sectors(const at::Tensor& colours,
                      double strength,
                      const std::array<double, kSectors>& gains,
                      RandomStream& random);

/// The hues of one sector turned and their saturation changed: things have any colour.
at::Tensor recoloured(const at::Tensor& colours, RandomStream& random);

}  // namespace lowlight::data
