// How much noise a photo carries, and so how much calming it needs.
#pragma once

#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// The calming for a photo by its own noise: with n = σ / 0.35 codes, fine = 6·clamp(n, ½, 4),
/// colour = 9·clamp(n, ½, 4), and coarse = clamp(n − 1, 0, 3): photos with the usual noise keep
/// their fine structure. σ is the lower quartile, over blocks of 16 × 16 pixels with a mean luma of
/// 4 to 200 codes, of √(π/2) · mean |luma ∗ [1 −2 1]ᵀ[1 −2 1] / 6| (Immerkær 1996: the mask does
/// not see constant and linear structure). At most about 4000 blocks, spread evenly, are read.
/// Photos with fewer than 20 such blocks count as n = 1. `amount` ≥ 0 times that is asked for: fine
/// and colour are multiplied by it, coarse is clamp(amount · n − 1, 0, 3 · amount).
NoiseCalming calming_for(const PictureRows& photo, double amount = 1);

}  // namespace lowlight::imaging
