// Telling equal and nearly equal photos without looking at every pair of them.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace lowlight::data {

/// A number that equal photos share, and others by chance once in 2⁶⁴: FNV-1a over shape and codes
/// of a uint8 tensor.
uint64_t content_hash(const at::Tensor& photo);

/// 128 bits that hardly change when a uint8 photo [3|4, H, W] is resized, recompressed or
/// brightened: of its luma, reduced to 9 × 8 and to 8 × 9 cells, whether each cell is brighter than
/// its neighbour on the left, and than that above. Alpha is ignored. Codes of luma that differ by
/// less than half count as equal, so that flat photos have no bit.
std::array<uint64_t, 2> look_hash(const at::Tensor& photo);

/// How many bits differ: 0 to 128. Photos of different scenes differ by about 64.
int hash_distance(const std::array<uint64_t, 2>& a, const std::array<uint64_t, 2>& b);

}  // namespace lowlight::data
