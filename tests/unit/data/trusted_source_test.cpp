#include "data/trusted_source.h"

#include <ATen/ATen.h>

#include <memory>

#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::PhotosInMemory;

namespace {

/// Grey, with a burnt left third and a black right one.
at::Tensor cut_off_at_both_ends() {
  auto photo = at::full({3, 24, 60}, 120, at::kByte);
  photo.slice(2, 0, 20).fill_(255);
  photo.slice(2, 40, 60).zero_();
  return photo;
}

}  // namespace

TEST_CASE("Light that was cut off is not trusted, and what lies between is") {
  const auto trust = trust_of(cut_off_at_both_ends());
  REQUIRE(trust.sizes() == at::IntArrayRef{1, 24, 60});
  CHECK(trust.slice(2, 0, 16).max().item<int>() == 0);
  CHECK(trust.slice(2, 44, 60).max().item<int>() == 0);
  CHECK(trust.slice(2, 26, 34).min().item<int>() > 250);
}

TEST_CASE("Trust becomes alpha, and of two alphas the smaller one counts") {
  const auto plain = cut_off_at_both_ends();
  auto alpha = at::full({1, 24, 60}, 255, at::kByte);
  alpha.slice(2, 28, 30).fill_(7);
  const auto photos =
      std::make_shared<PhotosInMemory>(std::vector<at::Tensor>{plain, at::cat({plain, alpha})});
  const TrustedSource source(photos);
  CHECK(source.size() == 2);
  CHECK(source.name(1) == "photo 1");
  CHECK(at::equal(source.photo(0).slice(0, 3), trust_of(plain)));
  CHECK(at::equal(source.photo(0).slice(0, 0, 3), plain));
  CHECK((source.photo(1)[3].slice(1, 28, 30) == 7).all().item<bool>());
  CHECK(source.photo(1)[3][0][0].item<int>() == 0);
}

TEST_CASE("What is no photo has no trust") {
  CHECK_THROWS_WITH(trust_of(at::zeros({3, 2, 2})), ContainsSubstring("must be uint8"));
}
