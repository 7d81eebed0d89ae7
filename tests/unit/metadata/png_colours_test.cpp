#include "metadata/png_colours.h"

#include "support/catch.h"

using namespace lowlight::metadata;
using namespace lowlight::metadata;

namespace {

void read_all(PngColours& colours, const std::vector<PngChunk>& chunks) {
  for (const auto& chunk : chunks) colours.read(chunk.type, {chunk.data});
}

}  // namespace

TEST_CASE("Numbers come back from their chunks") {
  const ColourNumbers numbers{.gamma = 55556, .chromaticities = {{1, 2, 3, 4, 5, 6, 7, 8}}};
  PngColours colours;
  read_all(colours, png_colour_chunks(numbers));
  Metadata metadata;
  colours.choose(metadata);
  CHECK((metadata.numbers == numbers));
}

TEST_CASE("What says colours first counts alone") {
  PngColours colours;
  read_all(colours, png_colour_chunks({.gamma = 100000}));
  Metadata with_profile{.icc_profile = {1}};
  colours.choose(with_profile);
  CHECK_FALSE(with_profile.numbers);
  CHECK(with_profile.icc_profile.size() == 1);
  colours.read("cICP", {std::vector<uint8_t>{9, 16, 0, 1}});
  colours.choose(with_profile);
  CHECK(with_profile.icc_profile.empty());
  CHECK((with_profile.numbers == ColourNumbers{.cicp = {{9, 16, 0, 1}}}));

  PngColours srgb;
  srgb.read("sRGB", {std::vector<uint8_t>{0}});
  read_all(srgb, png_colour_chunks({.gamma = 45455}));
  Metadata metadata;
  srgb.choose(metadata);
  CHECK_FALSE(metadata.numbers);
}

TEST_CASE("A resolution comes back and a pixel's shape alone is none") {
  const auto chunk = png_resolution_chunk({300, 240});
  const auto read = png_resolution({chunk.data});
  REQUIRE(read);
  CHECK(read->x == Approx(300).margin(0.01));
  CHECK(read->y == Approx(240).margin(0.01));
  CHECK_FALSE(png_resolution({std::vector<uint8_t>{0, 0, 0, 1, 0, 0, 0, 1, 0}}));
  CHECK_FALSE(png_resolution({std::vector<uint8_t>(3)}));
}
