#include "lowlight/data/look_table.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <fstream>

#include "lowlight/colours/cube_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;

TEST_CASE("Drawn looks are tables of colours whose greys rise, from faint to strong") {
  constexpr int64_t kNodes = 5;
  float faintest = 1, strongest = 0;
  for (uint64_t i = 0; i < 60; ++i) {
    RandomStream random{i};
    const auto table = draw_look_table(kNodes, random);
    REQUIRE(table.sizes() == at::IntArrayRef({125, 3}));
    CHECK((table.min().item<float>() >= 0 && table.max().item<float>() <= 1));
    const auto greys = table.slice(0, 0, {}, 31).mean(1);
    CHECK(greys.diff().min().item<float>() > -0.05f);
    const auto flat = at::linspace(0, 1, kNodes);
    const float size = (greys - flat).abs().mean().item<float>();
    faintest = std::min(faintest, size);
    strongest = std::max(strongest, size);
  }
  CHECK(faintest < 0.02f);
  CHECK(strongest > 0.1f);
}

TEST_CASE("A drawn look is a function of its stream") {
  const auto drawn = [](uint64_t seed) {
    RandomStream random{seed};
    return draw_look_table(3, random);
  };
  CHECK(at::equal(drawn(1), drawn(1)));
  CHECK_FALSE(at::equal(drawn(1), drawn(2)));
  RandomStream random{1};
  CHECK_THROWS_AS(draw_look_table(1, random), c10::ValueError);
}

TEST_CASE("Tables of a folder are read in the order of their names, at the size asked for") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(read_look_tables(folder.path(), 3), DataError);
  CHECK_THROWS_AS(read_look_tables(folder / "none", 3), DataError);
  auto dark = imaging::identity_table(2);
  for (float& number : dark.nodes) number /= 2;
  std::ofstream(folder / "b.cube") << colours::cube_text(dark, "");
  std::ofstream(folder / "a.cube") << colours::cube_text(imaging::identity_table(5), "");
  std::ofstream(folder / "c.txt") << "no table";
  const auto tables = read_look_tables(folder.path(), 3);
  REQUIRE(tables.sizes() == at::IntArrayRef({2, 27, 3}));
  CHECK(at::allclose(tables[1], tables[0] / 2, 1e-5, 1e-5));
  CHECK(tables[0][1][0].item<float>() == 0.5f);
  std::ofstream(folder / "d.cube") << "LUT_3D_SIZE 2\n";
  CHECK_THROWS_AS(read_look_tables(folder.path(), 3), ImageError);
}
