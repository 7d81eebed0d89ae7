#include "lowlight/colours/colour_profile.h"

#include <cmath>

#include "lowlight/core/srgb.h"
#include "support/catch.h"
#include "support/icc_profiles.h"
#include "support/image_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::colours;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

/// Every code of 8 bits in every channel.
Image all_codes(int64_t channels) {
  Image image(256, 1, channels, BitDepth::u8);
  for (int64_t i = 0; i < 256 * channels; ++i) image.row<uint8_t>(0)[i] = uint8_t(i / channels);
  return image;
}

/// The image by way of its working colours; as it is where it has them already.
Image there_and_back(const Image& image, const Bytes& profile, std::vector<std::string>& warnings) {
  const auto colours = working_colours(profile, shape_of(image), warnings);
  if (!colours) return image.clone();
  const Image working = colours->working(image).read(0, image.height());
  CHECK(working.depth() == BitDepth::u16);
  return colours->own(working);
}

}  // namespace

TEST_CASE("A profile's header tells what it is for") {
  CHECK(kind_of_profile(wide_profile(srgb_curve())) == ProfileKind::rgb);
  CHECK(kind_of_profile(grey_profile(2.2)) == ProfileKind::grey);
  CHECK(kind_of_profile(black_ink_profile()) == ProfileKind::cmyk);
  CHECK(kind_of_profile({}) == ProfileKind::other);
  CHECK(kind_of_profile(Bytes(127, 'R')) == ProfileKind::other);
}

TEST_CASE("Without a profile and with the curve of sRGB codes are working colours already") {
  const auto profile =
      GENERATE(Bytes(), saved(cmsCreate_sRGBProfile()), wide_profile(srgb_curve()));
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  std::vector<std::string> warnings;
  CHECK_FALSE(working_colours(profile, {20, 10, 3, depth}, warnings).has_value());
  CHECK(warnings.empty());
}

TEST_CASE("Eight bits of any curve come back exactly") {
  const double gamma = GENERATE(1.0, 1.4, 1.8, 2.19921875, 2.4);
  const auto channels = GENERATE(3, 4);
  std::vector<std::string> warnings;
  const auto profile = wide_profile(cmsBuildGamma(nullptr, gamma));
  CAPTURE(gamma, channels);
  CHECK(working_colours(profile, shape_of(all_codes(channels)), warnings).has_value());
  CHECK(largest_difference(there_and_back(all_codes(channels), profile, warnings),
                           all_codes(channels)) == 0);
  CHECK(warnings.empty());
}

TEST_CASE("Sixteen bits come back as exactly as their curve is steep") {
  const Image image = synthetic_image(64, 48, 4, BitDepth::u16);
  std::vector<std::string> warnings;
  const auto profile = wide_profile(cmsBuildGamma(nullptr, 2.2));
  CHECK(working_colours(profile, shape_of(image), warnings).has_value());
  CHECK(largest_difference(there_and_back(image, profile, warnings), image) <= 2);
}

TEST_CASE("Working codes are sRGB's whatever the file's curve is") {
  const double gamma = GENERATE(1.0, 1.8, 2.2);
  std::vector<std::string> warnings;
  const auto profile = wide_profile(cmsBuildGamma(nullptr, gamma));
  const Image image = all_codes(3);
  const auto colours = working_colours(profile, shape_of(image), warnings);
  REQUIRE(colours.has_value());
  const Image working = colours->working(image).read(0, 1);
  for (const int code : {0, 10, 128, 255}) {
    const double light = std::pow(code / 255.0, gamma);
    const double value = working.row<uint16_t>(0)[3 * code + 1] / 65535.0;
    CHECK(srgb_to_linear(value) == Approx(light).margin(1e-4));
  }
}

TEST_CASE("What is done in working colours shows in the photo's own") {
  std::vector<std::string> warnings;
  const auto profile = wide_profile(cmsBuildGamma(nullptr, 1.0));
  const auto colours = working_colours(profile, {1, 1, 3, BitDepth::u8}, warnings);
  REQUIRE(colours.has_value());
  Image working(1, 1, 3, BitDepth::u16);
  for (int64_t i = 0; i < 3; ++i) working.row<uint16_t>(0)[i] = 65535 / 2;
  CHECK(int(colours->own(working).row<uint8_t>(0)[0]) ==
        Approx(255 * srgb_to_linear(0.5)).margin(1));
}

TEST_CASE("A grey photo has the curve of its grey profile") {
  std::vector<std::string> warnings;
  const Image grey = all_codes(1);
  CHECK(working_colours(grey_profile(1.8), shape_of(grey), warnings).has_value());
  CHECK(largest_difference(there_and_back(grey, grey_profile(1.8), warnings), grey) == 0);
  CHECK(warnings.empty());
}

TEST_CASE("A profile that cannot be understood gives a warning and sRGB") {
  Bytes cut = wide_profile(cmsBuildGamma(nullptr, 1.8));
  cut.resize(cut.size() / 2);
  Bytes falling = wide_profile([] {
    const cmsUInt16Number values[] = {65535, 30000, 0};
    return cmsBuildTabulatedToneCurve16(nullptr, 3, values);
  }());
  for (const Bytes& profile : {Bytes(500, 7), cut, falling, black_ink_profile()}) {
    std::vector<std::string> warnings;
    CHECK_FALSE(working_colours(profile, {9, 7, 3, BitDepth::u8}, warnings).has_value());
    REQUIRE(warnings.size() == 1);
    CHECK_THAT(warnings[0], ContainsSubstring("not understood"));
  }
}
