#include "lowlight/data/packed_source.h"

#include <ATen/ATen.h>

#include <filesystem>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

TEST_CASE(
    "Packed photos are the photos, in order, with their names; broken ones are left out and "
    "reported") {
  const test::TemporaryFolder folder;
  const auto path = folder / "photos.safetensors";
  const auto with_alpha = at::cat({synthetic_photo(5, 9, 2), at::full({1, 5, 9}, 7, at::kByte)});
  const PhotosInMemory photos({synthetic_photo(12, 8, 1), at::Tensor(), with_alpha});

  const auto report = pack_photos(photos, path);
  CHECK(report.photos == 2);
  CHECK(report.bytes == 3 * 12 * 8 + 4 * 5 * 9);
  CHECK(report.unreadable == std::vector<std::string>{"photo 1: is broken"});

  const PackedSource packed(path);
  REQUIRE(packed.size() == 2);
  CHECK(packed.name(1) == "photo 2");
  CHECK(at::equal(packed.photo(0), photos.photo(0)));
  CHECK(at::equal(packed.photo(1), with_alpha));
}

TEST_CASE("A file of something else is refused") {
  const test::TemporaryFolder folder;
  const auto path = folder / "x.safetensors";
  io::write_safetensors(path, {{{"weight", at::ones({2})}}, {}});
  CHECK_THROWS_AS(PackedSource(path), DataError);
  io::write_safetensors(
      path,
      {{{"000000", at::ones({3, 2, 2})}}, {{"format", "lowlight photos 1"}, {"000000", "a"}}});
  CHECK_THROWS_AS(PackedSource(path), DataError);
  CHECK_THROWS_AS(pack_photos(PhotosInMemory({at::Tensor()}), path), DataError);
}
