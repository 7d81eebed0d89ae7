#include "codecs/raw/raw_noise.h"

#include <bit>
#include <cmath>
#include <vector>

#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::test;

namespace {

/// A structure whose first directory, or the one below it, has a NoiseProfile of these numbers.
Bytes profile_file(const std::vector<double>& numbers, bool below) {
  Bytes file;
  append_text(file, {"MM\0*\0\0\0\x08\0\x01", 10});
  if (below) append_tiff_entry(file, 330, 4, 1, 26);
  if (below) append_text(file, {"\0\0\0\0\0\x01", 6});
  append_tiff_entry(file, 51041, 12, uint32_t(numbers.size()), below ? 44 : 26);
  append_big(file, 0, 4);
  for (const double number : numbers) {
    append_big(file, std::bit_cast<uint64_t>(number) >> 32, 4);
    append_big(file, std::bit_cast<uint64_t>(number) & 0xFFFFFFFF, 4);
  }
  return file;
}

RawFacts grey_facts() { return {.colours = {{1, 1}}}; }

}  // namespace

TEST_CASE("A DNG's profile of noise is found in its first directory and in one below it") {
  const std::vector<double> numbers = {1e-4, 2e-7, 3e-4, 4e-7, 5e-4, 6e-7};
  CHECK(noise_profile_of(profile_file(numbers, false)) == numbers);
  CHECK(noise_profile_of(profile_file(numbers, true)) == numbers);
}

TEST_CASE("A profile of noise that is cut, odd or no number is none") {
  for (const bool below : {false, true}) {
    const auto file = profile_file({1e-4, 2e-7}, below);
    for (size_t size = 0; size < file.size(); ++size)
      CHECK(noise_profile_of(std::span(file).first(size)).empty());
  }
  for (const auto& numbers :
       {std::vector<double>{1e-4}, {1e-4, NAN}, {-1e-4, 0}, {INFINITY, 0}, {2, 0}})
    CHECK(noise_profile_of(profile_file(numbers, false)).empty());
}

TEST_CASE("A profile of noise goes through white balance into grey") {
  RawFacts facts{.profile = {1e-4, 1e-7, 2e-4, 2e-7, 4e-4, 4e-7},
                 .colours = {{0.2, 0.5}, {0.7, 1}, {0.1, 0.25}}};
  const auto noise = most_noise_of(facts);
  REQUIRE(noise);
  CHECK(noise->photons == Approx(1e-4 * (0.04 * 0.5 + 0.49 * 2 + 0.01 * 0.25 * 4)));
  CHECK(noise->readout == Approx(1e-7 * (0.04 * 0.25 + 0.49 * 2 + 0.01 * 0.0625 * 4)));
  facts.profile.resize(2);  // It is for all colours then.
  CHECK(most_noise_of(facts)->photons == Approx(1e-4 * (0.04 * 0.5 + 0.49 + 0.01 * 0.25)));
}

TEST_CASE("Without a profile noise grows with ISO and falls with the area of pixels") {
  auto facts = grey_facts();
  CHECK_FALSE(most_noise_of(facts));
  facts.iso = 100;
  const auto unknown = most_noise_of(facts);
  facts.pixel_side = 4;
  const auto base = most_noise_of(facts);
  facts.iso = 1600;
  const auto high = most_noise_of(facts);
  CHECK(unknown->photons == Approx(16 * base->photons));
  CHECK(high->photons == Approx(16 * base->photons));
  CHECK(high->readout > base->readout);
  facts.readout = 1e-6;
  CHECK(most_noise_of(facts)->readout == Approx(1e-6));
}
