#include "inference/look_pixels.h"

#include <torch/types.h>

#include "lowlight/core/error.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/look_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::inference;
using imaging::BitDepth;
using imaging::Image;
using test::synthetic_image;
using test::written_photo;

namespace {

Image picture_of(const at::Tensor& tensor) { return imaging::to_image(tensor, BitDepth::u8); }

/// Left half black, right half white.
Image right_half(int64_t width, int64_t height) {
  auto mask = torch::zeros({1, height, width});
  mask.slice(2, width / 2).fill_(1);
  return picture_of(mask);
}

}  // namespace

TEST_CASE("Photos of any size give the same number of pixels, spread over them") {
  for (const auto& [width, height] : {std::pair<int64_t, int64_t>{1, 1}, {3, 2}, {300, 40}}) {
    const auto photo = synthetic_image(width, height);
    const auto pixels = look_pixels(photo, {"photo"}).colours;
    REQUIRE(pixels.sizes() == at::IntArrayRef({5, 3, kLookPixels}));
    const auto mean = imaging::to_tensor(photo).mean({1, 2});
    CHECK(torch::allclose(pixels[0].mean(1), mean, 0, 0.02));
  }
}

TEST_CASE("The corners of a photo are looked at by themselves too, and overlap") {
  auto photo = torch::zeros({3, 100, 200});
  photo.slice(2, 0, 50).fill_(1);  // the left quarter
  const auto white = look_pixels(picture_of(photo), {"photo"}).colours.mean({1, 2});
  const std::vector<double> expected{0.25, 0.25 / 0.6, 0, 0.25 / 0.6, 0};
  CHECK(torch::allclose(white, torch::tensor(expected, torch::kFloat), 0, 0.02));
}

TEST_CASE("The fewer colours a photo shows, the less it tells of its look") {
  const auto share_of = [](const at::Tensor& codes) {
    return look_pixels(picture_of(codes / 255), {"photo"}).share;
  };
  const auto slope = torch::linspace(-1, 1, 300).expand({3, 200, 300});
  double before = 0;
  for (const double codes : {2.5, 3.5, 4.5, 5.5}) {  // of deviation from the mean
    const auto share = share_of(128 + codes * slope);
    CHECK(share > before);
    before = share;
  }
  CHECK(before > 0.5);
  CHECK(before < 1);
  CHECK(share_of(128 + 1.5 * slope) == 0);
  CHECK(share_of(128 + 7 * slope) == 1);
  CHECK(look_pixels(synthetic_image(90, 70), {"photo"}).share == 1);
}

TEST_CASE("What lies under a mask changes nothing at all") {
  const test::TemporaryFolder folder;
  // The mask is smaller than the photo, and the photo larger than what is looked at.
  const auto mask = written_photo(folder / "mask.png", right_half(33, 20));
  auto photo = imaging::to_tensor(synthetic_image(330, 200));
  const auto look_at = [&] { return look_pixels(picture_of(photo), {"photo", mask}); };
  const auto before = look_at();
  photo.slice(2, 0, 160).fill_(1);
  CHECK(torch::equal(look_at().colours, before.colours));
  CHECK(look_at().share == before.share);
  photo.slice(2, 200, 300).fill_(1);
  CHECK_FALSE(torch::equal(look_at().colours, before.colours));
}

TEST_CASE("What is transparent changes nothing at all") {
  auto photo =
      torch::cat({imaging::to_tensor(synthetic_image(100, 60)), torch::ones({1, 60, 100})});
  photo[3].slice(1, 0, 40).zero_();
  const auto before = look_pixels(picture_of(photo), {"photo"});
  photo.slice(0, 0, 3).slice(2, 0, 40).fill_(1);
  const auto after = look_pixels(picture_of(photo), {"photo"});
  CHECK(torch::equal(after.colours, before.colours));
  CHECK(after.share == before.share);
}

TEST_CASE("A mask of fine strokes leaves what it covers, one of nothing is refused") {
  const test::TemporaryFolder folder;
  auto strokes = torch::zeros({1, 60, 100});
  strokes[0][30][50] = 1;
  const auto photo = synthetic_image(100, 60);
  const auto one = written_photo(folder / "one.png", picture_of(strokes));
  const auto pixels = look_pixels(photo, {"photo", one}).colours;
  CHECK((pixels.amax(2) - pixels.amin(2)).max().item<float>() == 0);
  const auto none = written_photo(folder / "none.png", picture_of(torch::zeros({1, 6, 10})));
  CHECK_THROWS_WITH(look_pixels(photo, {"photo", none}), ContainsSubstring("none.png"));
  CHECK_THROWS_AS(look_pixels(photo, {"photo", folder / "missing.png"}), ImageError);
  const auto hidden = torch::zeros({4, 6, 10});
  CHECK_THROWS_WITH(look_pixels(picture_of(hidden), {"photo"}), ContainsSubstring("photo"));
}
