#include "lowlight/imaging/noise_estimate.h"
#include "lowlight/core/luma.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace lowlight::imaging {
namespace {

constexpr int64_t kBlock = 16;
constexpr int64_t kMostBlocks = 4096;
constexpr size_t kFewestBlocks = 20;
// The deviation, in codes, that the calming's constants were chosen at.
constexpr double kUsualNoise = 0.35;

/// Luma of a block and the pixels around it, in 8-bit codes.
template <class Sample>
void read_block(const Image& rows, int64_t x0, float (&luma_of)[kBlock + 2][kBlock + 2]) {
  const int64_t channels = rows.channels(), g = channels > 1 ? 1 : 0, b = channels > 1 ? 2 : 0;
  const float to_code = 255.f / float(full_scale(rows.depth()));
  for (int64_t y = 0; y < kBlock + 2; ++y) {
    const Sample* pixel = rows.row<Sample>(y) + x0 * channels;
    for (int64_t x = 0; x < kBlock + 2; ++x, pixel += channels) {
      luma_of[y][x] = luma<float>(pixel[0], pixel[g], pixel[b]) * to_code;
    }
  }
}

struct Block {
  double mean;
  double noise;
};

Block measured(const float (&y)[kBlock + 2][kBlock + 2]) {
  double sum = 0, absolute = 0;
  for (int64_t j = 1; j <= kBlock; ++j) {
    for (int64_t i = 1; i <= kBlock; ++i) {
      const float across_above = y[j - 1][i - 1] - 2 * y[j - 1][i] + y[j - 1][i + 1];
      const float across = y[j][i - 1] - 2 * y[j][i] + y[j][i + 1];
      const float across_below = y[j + 1][i - 1] - 2 * y[j + 1][i] + y[j + 1][i + 1];
      absolute += std::abs(across_above - 2 * across + across_below) / 6;
      sum += y[j][i];
    }
  }
  const double count = kBlock * kBlock;
  return {sum / count, std::sqrt(std::numbers::pi / 2) * absolute / count};
}

/// Noise of the usable blocks of an evenly spread selection.
std::vector<double> block_noise(const PictureRows& photo) {
  const ImageShape& shape = photo.shape();
  const int64_t across = (shape.width - 2) / kBlock, down = (shape.height - 2) / kBlock;
  std::vector<double> noise;
  if (across < 1 || down < 1) return noise;
  const auto step =
      std::max<int64_t>(1, int64_t(std::sqrt(double(across * down) / double(kMostBlocks))));
  float luma_of[kBlock + 2][kBlock + 2];
  for (int64_t row = 0; row < down; row += step) {
    const Image rows = photo.read(row * kBlock, row * kBlock + kBlock + 2);
    for (int64_t column = 0; column < across; column += step) {
      shape.depth == BitDepth::u8 ? read_block<uint8_t>(rows, column * kBlock, luma_of)
                                  : read_block<uint16_t>(rows, column * kBlock, luma_of);
      const Block block = measured(luma_of);
      if (block.mean > 4 && block.mean < 200) noise.push_back(block.noise);
    }
  }
  return noise;
}

}  // namespace

NoiseCalming calming_for(const PictureRows& photo, double amount) {
  auto noise = block_noise(photo);
  double n = 1;
  if (noise.size() >= kFewestBlocks) {
    const auto quartile = noise.begin() + int64_t(noise.size() / 4);
    std::nth_element(noise.begin(), quartile, noise.end());
    n = *quartile / kUsualNoise;
  }
  const double fine = amount * std::clamp(n, 0.5, 4.0);
  return {6 * fine, std::clamp(amount * n - 1, 0.0, 3 * amount), 9 * fine};
}

}  // namespace lowlight::imaging
