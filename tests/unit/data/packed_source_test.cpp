#include "lowlight/data/packed_source.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <string>
#include <vector>

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

TEST_CASE("Photos are packed whatever bytes their names have") {
  const test::TemporaryFolder folder;
  const auto path = folder / "photos.safetensors";
  const PhotosInMemory photos({synthetic_photo(12, 8, 1)}, "\xe9t\xe9");  // Latin-1
  CHECK(pack_photos(photos, path).photos == 1);
  CHECK(PackedSource(path).name(0) == "\\xe9t\\xe9 0");
}

TEST_CASE("A large set is packed in shards and reads as one, also over an older and larger one") {
  const test::TemporaryFolder folder;
  const auto path = folder / "photos.safetensors";
  std::vector<at::Tensor> pictures;
  for (int64_t i = 0; i < 7; ++i) pictures.push_back(synthetic_photo(10, 10 + i, i));
  CHECK(pack_photos(PhotosInMemory(pictures), path, 1).shards == 7);
  const auto report = pack_photos(PhotosInMemory(pictures), path, 900);
  CHECK(report.shards == 4);
  CHECK(report.photos == 7);
  for (const auto* name : {"photos.2.safetensors", "photos.4.safetensors"})
    CHECK(std::filesystem::exists(folder / name));
  CHECK_FALSE(std::filesystem::exists(folder / "photos.5.safetensors"));
  const PackedSource packed(path);
  REQUIRE(packed.size() == 7);
  for (int64_t i = 0; i < 7; ++i) {
    CHECK(packed.name(i) == "photo " + std::to_string(i));
    CHECK(at::equal(packed.photo(i), pictures[size_t(i)]));
  }
  std::filesystem::remove(folder / "photos.3.safetensors");
  CHECK_THROWS_WITH(PackedSource(path), ContainsSubstring("photos.3.safetensors"));
}

TEST_CASE("A file of something else is refused") {
  const test::TemporaryFolder folder;
  const auto path = folder / "x.safetensors";
  io::write_safetensors(path, {{{"weight", at::ones({2})}}, {}});
  CHECK_THROWS_AS(PackedSource(path), CheckpointError);
  io::write_safetensors(path, {{{"000000", at::ones({3, 2, 2}, at::kByte)}}, {}});
  CHECK_THROWS_AS(PackedSource(path), DataError);
  io::write_safetensors(path,
                        {{{"000000", at::ones({2, 2, 2}, at::kByte)}},
                         {{"format", "lowlight photos 1"}, {"000000", "a"}}});
  CHECK_THROWS_AS(PackedSource(path), DataError);
  CHECK_THROWS_AS(pack_photos(PhotosInMemory({at::Tensor()}), path), DataError);
}
