#include "data/masked_source.h"

#include <ATen/ATen.h>

#include <memory>
#include <vector>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

/// A mask that rises from left to right, and is lower by 10 in each photo than in the one before.
at::Tensor rising(int64_t i, const at::Tensor& photo) {
  const auto row = at::arange(photo.size(2)) * 20 + 50 - 10 * i;
  return row.to(at::kByte).expand({1, photo.size(1), photo.size(2)});
}

}  // namespace

TEST_CASE("A mask becomes alpha, and of two alphas the smaller one counts") {
  const auto plain = synthetic_photo(5, 7);
  const auto photos = std::make_shared<PhotosInMemory>(
      std::vector<at::Tensor>{plain, at::cat({plain, at::full({1, 5, 7}, 90, at::kByte)})});
  const MaskedSource masked(photos, rising);
  CHECK(masked.size() == 2);
  CHECK(masked.name(1) == "photo 1");
  CHECK(masked.whole_size(1).width == 7);
  CHECK(at::equal(masked.photo(0), at::cat({plain, rising(0, plain)})));
  CHECK(at::equal(masked.photo(1), at::cat({plain, rising(1, plain).clamp_max(90)})));
}

TEST_CASE("A photo or a mask that cannot be read is an error") {
  const auto photos =
      std::make_shared<PhotosInMemory>(std::vector<at::Tensor>{synthetic_photo(5, 7), {}});
  CHECK_THROWS_AS(MaskedSource(photos, rising).photo(1), ImageError);
  const MaskedSource broken(photos, [](int64_t, const at::Tensor&) -> at::Tensor {
    throw DataError("mask.png", {"is broken"});
  });
  CHECK_THROWS_AS(broken.photo(0), DataError);
}
