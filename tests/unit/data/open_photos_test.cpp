#include "lowlight/data/open_photos.h"
#include "lowlight/core/fields.h"

#include <ATen/ATen.h>

#include "lowlight/core/error.h"
#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/photo_files.h"
#include "support/problems.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;

TEST_CASE("A folder and the file packed from it open as the same photos") {
  const test::TemporaryFolder folder;
  test::write_png(folder / "photos/a.png", test::synthetic_photo(6, 8));
  test::write_png(folder / "photos/b.png", test::synthetic_photo(5, 4));
  const auto photos = open_photos({.path = (folder / "photos").string()});
  REQUIRE(photos->size() == 2);
  pack_photos(*photos, folder / "packed.safetensors");
  const auto packed = open_photos({.path = (folder / "packed.safetensors").string()});
  REQUIRE(packed->size() == 2);
  for (int64_t i = 0; i < 2; ++i) CHECK(at::equal(packed->photo(i), photos->photo(i)));
}

TEST_CASE("Long photos are reduced on reading where that is asked for") {
  const test::TemporaryFolder folder;
  test::write_png(folder / "photos/a.png", test::synthetic_photo(30, 40));
  const auto photo = open_photos({.path = (folder / "photos").string(), .long_side = 20})->photo(0);
  CHECK(photo.sizes().vec() == std::vector<int64_t>{3, 15, 20});
}

TEST_CASE("Masks that are named become alpha") {
  const test::TemporaryFolder folder;
  test::write_png(folder / "photos/a.png", test::synthetic_photo(6, 8));
  test::write_png(folder / "masks/a.png", at::full({3, 6, 8}, 255, at::kByte));
  const auto photos =
      open_photos({.path = (folder / "photos").string(), .masks = (folder / "masks").string()});
  CHECK(photos->photo(0).size(0) == 4);
}

TEST_CASE("Clipped pixels become alpha where that is asked for and join the masks that are named") {
  const test::TemporaryFolder folder;
  auto photo = at::full({3, 6, 8}, 128, at::kByte);
  photo.slice(2, 0, 2).fill_(255);
  test::write_png(folder / "photos/a.png", photo);
  test::write_png(folder / "masks/a.png",
                  (at::arange(8) < 6).to(at::kByte).mul(255).expand({3, 6, 8}).contiguous());
  data::PhotosOptions options{.path = (folder / "photos").string(), .clipping = 3};
  CHECK(open_photos(options)->photo(0)[3].eq(255).sum().item<int>() == 6 * 6);
  options.masks = (folder / "masks").string();
  CHECK(open_photos(options)->photo(0)[3].eq(255).sum().item<int>() == 6 * 4);
}

TEST_CASE("What cannot be trusted becomes alpha where that is asked for") {
  const test::TemporaryFolder folder;
  auto photo = at::full({3, 12, 40}, 128, at::kByte);
  photo.slice(2, 0, 20).fill_(255);
  test::write_png(folder / "a.png", photo);
  const auto alpha = open_photos({.path = folder.path().string(), .trusted = true})->photo(0)[3];
  CHECK(alpha.slice(1, 0, 16).max().item<int>() == 0);
  CHECK(alpha.slice(1, 24, 40).min().item<int>() > 250);
}

TEST_CASE("Wrong photo options are all named") {
  CHECK(problems_of(PhotosOptions{}).empty());
  const auto problems =
      problems_of(PhotosOptions{.clipping = 128, .long_side = -1, .cache_bytes = -2});
  CHECK(problems.size() == 3);
  CHECK(test::has_problem(problems, "clipping", in(-1, 127), "128"));
  CHECK(test::has_problem(problems, "long_side", at_least(0), "-1"));
  CHECK(test::has_problem(problems, "cache_bytes", at_least(0), "-2"));
}

TEST_CASE("What does not exist is a typed error") {
  CHECK_THROWS_AS(open_photos({.path = "no such folder"}), DataError);
  CHECK_THROWS_AS(open_photos({.path = "no such file.safetensors"}), Error);
}
