// The tone of a photo as a table, at a brightness that its noise hardly changes.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/image.h"
#include "lowlight/imaging/noise_model.h"

namespace lowlight::inference {

/// The brightened value of each input code (imaging::PhotoTransform::tone): as much of the step as
/// the photo's darkness asks for, then `ev` stops more.
std::vector<float> tone_table(const imaging::Brightening& step, imaging::BitDepth depth, double ev);

/// imaging::PhotoTransform::hue_kept: 0.6·(1 − darkness)·clamp(−ev, 0, 1). In a photo that is made
/// darker a colour of which one part is clipped would glow: white stays, so that part stays while
/// the others fall (docs/decisions/0012). Where the meter brightens colours turn as a camera's.
double hue_kept(const imaging::Brightening& step, double ev);

/// imaging::tone_over_noise of that, exposed anew, since the mean over noise of a curve that bends
/// down is darker: 0.85 of what the mean luma of `picture`, [3, h, w], has lost beside
/// the table without noise is given back, to 5e-4, or as near as four steps come.
std::vector<float> tone_in_noise(const at::Tensor& picture,
                                 const imaging::Brightening& step,
                                 imaging::BitDepth depth,
                                 double ev,
                                 const imaging::NoiseModel& noise,
                                 double amount);

}  // namespace lowlight::inference
