#include "data/photo_hash.h"

#include <ATen/ATen.h>

#include <bit>
#include <span>

#include "lowlight/core/luma.h"
#include "lowlight/data/resample.h"

namespace lowlight::data {
namespace {

constexpr int64_t kCells = 8;

uint64_t mixed(uint64_t hash, std::span<const uint8_t> bytes) {
  for (const auto byte : bytes) hash = (hash ^ byte) * 0x100000001B3;
  return hash;
}

/// A bit for each step along `axis` of [.., ..] that goes up.
uint64_t rising(const at::Tensor& cells, int64_t axis) {
  constexpr double kLeast = 0.5 / 255;
  const auto count = cells.size(axis) - 1;
  const auto steps =
      (cells.narrow(axis, 1, count) - cells.narrow(axis, 0, count) > kLeast).flatten().contiguous();
  uint64_t bits = 0;
  for (int64_t i = 0; i < steps.numel(); ++i) bits |= uint64_t(steps.data_ptr<bool>()[i]) << i;
  return bits;
}

}  // namespace

uint64_t content_hash(const at::Tensor& photo) {
  const auto codes = photo.contiguous();
  uint64_t hash = 0xCBF29CE484222325;
  for (const auto size : codes.sizes())
    hash = mixed(hash, {reinterpret_cast<const uint8_t*>(&size), sizeof size});
  return mixed(hash, {codes.data_ptr<uint8_t>(), size_t(codes.numel())});
}

std::array<uint64_t, 2> look_hash(const at::Tensor& photo) {
  const auto colours = from_codes(photo.slice(0, 0, 3));
  const auto cells = [&](int64_t height, int64_t width) {
    return luma(resized(colours, height, width));
  };
  return {rising(cells(kCells, kCells + 1), 1), rising(cells(kCells + 1, kCells), 0)};
}

int hash_distance(const std::array<uint64_t, 2>& a, const std::array<uint64_t, 2>& b) {
  return std::popcount(a[0] ^ b[0]) + std::popcount(a[1] ^ b[1]);
}

}  // namespace lowlight::data
