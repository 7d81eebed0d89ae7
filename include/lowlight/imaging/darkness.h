// Whether a photo is dark, or is a well-exposed photo of something dark.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::imaging {

/// What the decision is read off, of each picture of a batch; all [N], M the largest of red, green
/// and blue.
struct Darkness {
  at::Tensor mean;    ///< Mean luma.
  at::Tensor bright;  ///< The 90 % point of M: how the lit part is exposed.
  at::Tensor colour;  ///< Mean of M − min(red, green, blue): colour drowns with the light.
  /// Mean luma about the centre, weighted by a Gaussian of σ = ¼ of the sides: subjects stand
  /// there, skies and windows do not.
  at::Tensor centre;
  /// How surely one colour lights it, as on stages and in aquaria: 1 − smoothstep(0.35, 0.6, (mean
  /// luma + c)/(mean of M + c)), c one code of 8 bits; 0 for usual light. Has no part in `share`.
  at::Tensor one_colour;
  /// 1 for photos that are dark, 0 for those that are well exposed, smooth between.
  at::Tensor share;
};

/// share = 1 − smoothstep(−1.5, −0.6, s), s = 13.9·mean + 7.4·bright + 18.2·colour + 13.1·centre −
/// 14.6: the line between 166 underexposed frames and the dark ones of 127 well-shot photos
/// (logistic regression, docs/decisions/0012). small [N, 3, h, w], encoded, in [0, 1], the long
/// side about 256; without gradients.
Darkness judge_darkness(const at::Tensor& small);

}  // namespace lowlight::imaging
