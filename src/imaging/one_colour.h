// Pictures lit in one colour, such as stages and aquaria: their luma says little.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::imaging {

/// How surely pictures are lit in one colour: 1 − smoothstep(0.35, 0.6, (Ȳ + c)/(M̄ + c)), Ȳ the
/// mean luma, M̄ the mean of M = max(R, G, B), c = 1/255, so that black is of no colour. Light of
/// red alone has Ȳ/M̄ 0.3, of blue 0.11; 166 bracket frames 0.61 or more. [N, 3, h, w] encoded →
/// [N].
at::Tensor one_colour_share(const at::Tensor& pictures);

/// lerp(x, M, share): a picture lit in one colour as the grey one that an eye used to its light
/// sees; any other as it is, to the bit. → same shape
at::Tensor in_one_light(const at::Tensor& pictures, const at::Tensor& share);

}  // namespace lowlight::imaging
