// How well photos are painted, how fast, and with how much memory.
#pragma once

#include <filesystem>
#include <string>

namespace lowlight::bench {

struct PaintingBench {
  std::filesystem::path contents;  ///< a folder of photos
  std::filesystem::path styles;    ///< a folder of paintings
  std::filesystem::path model;     ///< weights that paint; "" finds those that ship
  std::filesystem::path results;   ///< a folder for the pictures CONTENT__STYLE.png; "" keeps none
  std::string device = "cpu";
  int64_t side = 320;  ///< the long side of both, in pixels
};

/// Prints what is left of the colour distance and how much structure is kept (metrics/transfer.h)
/// over all pairs, painting by painting and in the mean; the mean ΔE2000 between results of one
/// photo in different paintings; and the time of a photo of 1 megapixel and the peak memory after
/// one of 12.
void print_painting_table(const PaintingBench& wanted);

}  // namespace lowlight::bench
