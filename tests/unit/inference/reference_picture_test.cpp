#include "inference/reference_picture.h"

#include <torch/types.h>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/look_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::inference;
using imaging::BitDepth;
using imaging::Image;
using test::written_photo;

namespace {

Image as_photo(const at::Tensor& tensor) { return imaging::to_image(tensor, BitDepth::u8); }

at::Tensor with_alpha(int64_t width, int64_t height) {
  return torch::cat(
      {imaging::to_tensor(test::synthetic_image(width, height)), torch::ones({1, height, width})});
}

bool same_reference(const ReferencePicture& a, const ReferencePicture& b) {
  return torch::equal(a.colours, b.colours) && torch::equal(a.share, b.share);
}

}  // namespace

TEST_CASE("A whole reference is a small copy of itself") {
  const auto photo = test::synthetic_image(90, 60);
  const auto whole = reference_picture(photo, "a", {}, 45);
  CHECK(whole.colours.sizes() == at::IntArrayRef({3, 30, 45}));
  CHECK((whole.share == 1).all().item<bool>());
  const auto mean = imaging::to_tensor(photo).mean({1, 2});
  CHECK(torch::allclose(whole.colours.mean({1, 2}), mean, 0, 1e-5));
  CHECK(reference_picture(photo, "a", {}, 500).colours.size(2) == 90);
}

TEST_CASE("What is transparent changes nothing, not even beside what is not") {
  auto photo = with_alpha(97, 61);
  photo[3].slice(1, 20, 43).zero_();
  photo[3][5][90] = 0.3;
  const auto before = reference_picture(as_photo(photo), "a", {}, 31);
  photo.slice(0, 0, 3).slice(2, 20, 43).fill_(1);
  photo.slice(0, 0, 3).select(1, 5).select(1, 90).fill_(1);
  CHECK(same_reference(reference_picture(as_photo(photo), "a", {}, 31), before));
  CHECK(before.share.min().item<float>() == 0);
  photo.slice(0, 0, 3).slice(2, 60, 70).fill_(1);
  CHECK_FALSE(same_reference(reference_picture(as_photo(photo), "a", {}, 31), before));
}

TEST_CASE("A fragment is cut out, and its pixels are means of what counts alone") {
  auto photo = torch::zeros({4, 50, 80});
  photo.slice(0, 0, 3).fill_(1);
  photo.slice(1, 10, 30).slice(2, 30, 70) = 0.25;
  photo[3].slice(0, 10, 30).slice(1, 30, 70).fill_(1);
  const auto fragment = reference_picture(as_photo(photo), "a", {}, 7);
  CHECK(fragment.colours.sizes() == at::IntArrayRef({3, 4, 7}));
  CHECK((fragment.share > 0.999).all().item<bool>());
  CHECK(torch::allclose(fragment.colours, torch::full({3, 4, 7}, 64 / 255.), 0, 1e-4));
}

TEST_CASE("A mask is stretched over the reference, and both count") {
  const test::TemporaryFolder folder;
  auto right = torch::zeros({1, 3, 4});
  right.slice(2, 2).fill_(1);
  const auto mask = written_photo(folder / "mask.png", as_photo(right));
  auto photo = with_alpha(40, 30);
  photo[3].slice(0, 15).zero_();
  const auto quarter = reference_picture(as_photo(photo), "a", mask, 100);
  CHECK(quarter.colours.sizes() == at::IntArrayRef({3, 15, 20}));
  photo.slice(0, 0, 3).slice(2, 0, 20).fill_(0);
  photo.slice(0, 0, 3).slice(1, 15).fill_(0);
  CHECK(same_reference(reference_picture(as_photo(photo), "a", mask, 100), quarter));
}

TEST_CASE("What is transparent in a mask is not light, whatever its colour") {
  const test::TemporaryFolder folder;
  auto white = torch::ones({4, 3, 4});
  white[3].slice(1, 0, 2).fill_(0);
  auto right = torch::zeros({1, 3, 4});
  right.slice(2, 2).fill_(1);
  const auto transparent = written_photo(folder / "transparent.png", as_photo(white));
  const auto black = written_photo(folder / "black.png", as_photo(right));
  const auto photo = test::synthetic_image(40, 30);
  CHECK(same_reference(reference_picture(photo, "a", transparent, 100),
                       reference_picture(photo, "a", black, 100)));
}

TEST_CASE("A reference is a regular file, and says what its reading lost") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(read_reference("/dev/zero", {}), ImageError);
  CHECK_THROWS_AS(read_reference(folder.path(), {}), ImageError);
  const auto file = folder / "moving.png";
  write_file_atomically(file,
                        test::png_file(2, 1, {5, 6}, {.chunks = {{"acTL", test::Bytes(8, 0)}}}));
  std::vector<std::string> warnings;
  CHECK(read_reference(file, {}, &warnings).image.width() == 2);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("moving.png: ") && ContainsSubstring("first picture"));
}

TEST_CASE("A reference of which nothing is left is refused by name") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_WITH(reference_picture(as_photo(torch::zeros({4, 6, 9})), "ghost", {}, 9),
                    ContainsSubstring("ghost"));
  const auto photo = test::synthetic_image(9, 6);
  const auto mask = written_photo(folder / "none.png", as_photo(torch::zeros({1, 2, 2})));
  CHECK_THROWS_WITH(reference_picture(photo, "a", mask, 9), ContainsSubstring("none.png"));
  CHECK_THROWS_AS(reference_picture(photo, "a", folder / "missing.png", 9), ImageError);
}
