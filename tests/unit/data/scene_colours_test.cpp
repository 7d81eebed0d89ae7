#include "lowlight/data/scene_colours.h"

#include <ATen/ATen.h>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

TEST_CASE("A scene is a function of its stream, and no two are the same") {
  const PhotosInMemory photos({synthetic_photo(40, 50, 1), synthetic_photo(50, 40, 2)});
  const auto drawn = [&](uint64_t seed) {
    RandomStream random{seed};
    return draw_scene(photos, 1, 300, 0, random);
  };
  const auto scene = drawn(1);
  REQUIRE(scene.colours.sizes() == at::IntArrayRef({300, 3}));
  CHECK((scene.colours.min().item<float>() >= 0 && scene.colours.max().item<float>() <= 1));
  CHECK(at::equal(drawn(1).colours, scene.colours));
  CHECK_FALSE(at::equal(drawn(2).colours, scene.colours));
  CHECK(scene.names[0] == "photo 1");
  size_t most = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) most = std::max(most, drawn(seed).names.size());
  CHECK(most == 3);
}

TEST_CASE("A plain scene has the photo's own colours, alpha and size aside") {
  const auto photo = at::cat({at::full({3, 1, 7}, 51, at::kByte), at::zeros({1, 1, 7}, at::kByte)});
  const PhotosInMemory photos({photo});
  RandomStream random{1};
  const auto scene = plain_scene(photos, 0, 10, random);
  CHECK(at::allclose(scene.colours, at::full({10, 3}, 0.2f)));
  CHECK(draw_scene(photos, 0, 1, 0, random).colours.sizes() == at::IntArrayRef({1, 3}));
}

TEST_CASE("A share of the scenes is taken in other light, and none where none is asked for") {
  const PhotosInMemory photos({at::full({3, 8, 8}, 128, at::kByte)});
  const auto share_of_tinted = [&](double other_light) {
    int tinted = 0;
    for (uint64_t seed = 0; seed < 200; ++seed) {
      RandomStream random{seed};
      const auto scene = draw_scene(photos, 0, 20, other_light, random).colours;
      tinted += (scene.amax(1) - scene.amin(1)).mean().item<float>() > 0.06f;
    }
    return tinted / 200.;
  };
  CHECK(share_of_tinted(0) == Approx(0).margin(0.03));
  CHECK(share_of_tinted(1) > 0.15);
}

TEST_CASE("A photo that cannot be read is replaced and told") {
  const PhotosInMemory photos({at::Tensor(), synthetic_photo(20, 20)});
  RandomStream random{2};
  const auto scene = plain_scene(photos, 0, 10, random);
  CHECK(scene.names == std::vector<std::string>{"photo 1"});
  CHECK(scene.warnings.size() >= 1);
  CHECK_THROWS_AS(plain_scene(PhotosInMemory({at::Tensor()}), 0, 10, random), DataError);
}
