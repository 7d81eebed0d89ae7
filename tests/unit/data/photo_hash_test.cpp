#include "data/photo_hash.h"

#include <ATen/ATen.h>

#include "data/jpeg.h"
#include "lowlight/data/resample.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight::data;
using lowlight::test::synthetic_photo;

TEST_CASE("Equal photos share their content hash and one code or another shape changes it") {
  const auto photo = synthetic_photo(40, 50);
  auto other = photo.clone();
  CHECK(content_hash(photo) == content_hash(other));
  CHECK(content_hash(photo.transpose(1, 2)) == content_hash(photo.transpose(1, 2).contiguous()));
  other[2][39][49] = other[2][39][49].item<int>() ^ 1;
  CHECK(content_hash(photo) != content_hash(other));
  CHECK(content_hash(photo) != content_hash(photo.reshape({3, 50, 40})));
}

TEST_CASE("The same scene resized or recompressed or brightened looks the same") {
  const auto photo = synthetic_photo(120, 160, 2);
  const auto hash = look_hash(photo);
  CHECK(hash_distance(hash, look_hash(reduced(photo, 70))) <= 4);
  CHECK(hash_distance(hash, look_hash(to_codes(jpeg_coded(from_codes(photo), 40, true)))) <= 4);
  CHECK(hash_distance(hash, look_hash(to_codes(from_codes(photo) * 0.8))) <= 4);
}

TEST_CASE("Different scenes look different") {
  for (int64_t variant = 1; variant < 8; ++variant)
    CHECK(hash_distance(look_hash(synthetic_photo(90, 90, 0)),
                        look_hash(synthetic_photo(90, 90, variant))) > 20);
}

TEST_CASE("A flat photo has no bit and every bit counts") {
  CHECK(look_hash(at::full({3, 20, 30}, 90, at::kByte)) == std::array<uint64_t, 2>{0, 0});
  CHECK(hash_distance({~uint64_t(0), 0}, {0, ~uint64_t(0)}) == 128);
}
