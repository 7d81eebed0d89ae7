#include "codecs/raw/raw_noise.h"

#include <algorithm>
#include <bit>

#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

constexpr uint32_t kNoiseProfile = 51041, kDouble = 12;
constexpr uint64_t kMostDirectoriesBelow = 16;

std::vector<double> noise_profile_of_directory(const TiffDirectory& directory) {
  const auto* entry = directory.find(kNoiseProfile);
  const bool fits = entry && entry->type == kDouble && entry->count % 2 == 0 && entry->count <= 8;
  if (!fits) return {};
  std::vector<double> profile;
  const uint64_t begin = directory.offset_of_value(*entry);
  for (uint64_t i = 0; i < entry->count; ++i)
    profile.push_back(std::bit_cast<double>(directory.reader.u64(begin + 8 * i)));
  const bool sound = std::ranges::all_of(profile, [](double v) { return v >= 0 && v < 1; });
  return sound ? profile : std::vector<double>{};
}

/// The noise of a sample by the sensitivity, as S and O of a profile.
imaging::SensorNoise noise_of_iso(const RawFacts& facts) {
  constexpr double kElectrons = 700, kUnknownSide = 1, kReadElectrons = 5, kReadOfWhite = 1. / 2000;
  const double side = facts.pixel_side > 0 ? facts.pixel_side : kUnknownSide;
  const double white = kElectrons * side * side * 100 / facts.iso;
  const double read = kReadElectrons / white;
  const double told = facts.readout > 0 ? facts.readout : read * read + kReadOfWhite * kReadOfWhite;
  return {1 / white, told};
}

}  // namespace

std::vector<double> noise_profile_of(std::span<const uint8_t> file) try {
  const auto first = read_tiff_directory(file);
  auto profile = noise_profile_of_directory(first);
  const auto* below = first.find(tiff_tag::subdirectories);
  if (!below) return profile;
  const uint64_t begin = first.offset_of_value(*below);
  for (uint64_t i = 0; profile.empty() && i < std::min(below->count, kMostDirectoriesBelow); ++i) {
    const uint64_t start = first.reader.u32(begin + 4 * i);
    profile = noise_profile_of_directory(read_tiff_directory(first.reader, start, first.big));
  }
  return profile;
} catch (const OutOfData&) {
  return {};
}

std::optional<imaging::SensorNoise> most_noise_of(const RawFacts& facts) {
  const auto& profile = facts.profile;
  if (profile.empty() && !(facts.iso > 0)) return std::nullopt;
  imaging::SensorNoise sum;
  for (size_t c = 0; c < facts.colours.size(); ++c) {
    const size_t at = std::min(2 * c, profile.size() - 2);
    const auto sample =
        profile.empty() ? noise_of_iso(facts) : imaging::SensorNoise{profile[at], profile[at + 1]};
    const auto [grey, gain] = facts.colours[c];
    sum.photons += grey * grey * gain * sample.photons;
    sum.readout += grey * grey * gain * gain * sample.readout;
  }
  return sum;
}

}  // namespace lowlight::codecs
