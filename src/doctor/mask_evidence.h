// What a trace tells of masks: sums, ratios, and who uses them. Private to the room.
#pragma once

#include "doctor/evidence.h"

namespace lowlight::doctor {

/// How far from 0, 1 or the window numbers of masks may be.
inline constexpr double kMaskTolerance = 1e-3;

/// The nearest quotient of something and a mask sum (the ratio of a partial convolution) that a
/// mask was computed from, itself included; −1 where there is none.
int64_t ratio_behind(const Evidence& e, int64_t value, int depth = 6);

/// The window |W| that a ratio divides: 1 for a reciprocal.
double window_of(const Evidence& e, const Operation& ratio);

/// The mask sums it divides by.
int64_t divisor_of(const Operation& ratio);

/// Whether the mask sums that a ratio divides by reach the whole window of a convolution.
bool has_full_window(const Evidence& e, const Operation& convolution, const Operation& ratio);

/// Whether an operation multiplies features by this mask.
bool multiplies_data(const Evidence& e, const Operation& operation, int64_t mask);

/// Whether a mask says of pictures what is valid: it multiplies one or a kernel reads it.
bool acts_as_mask(const Evidence& e, int64_t value, int depth = 4);

/// The kernel of a convolution of masks alone, where it is a registered weight; −1 else.
int64_t weight_that_sums_masks(const Evidence& e, const Operation& operation);

/// The first convolution of features by a kernel that lies in this memory.
const Operation* convolution_of_data(const Evidence& e, int64_t memory);

/// Whether something is divided by a mask value, or by what a clamp or the like makes of it.
bool divides(const Evidence& e, int64_t value, int depth = 4);

}  // namespace lowlight::doctor
