#include "data/photo_trust.h"

#include <ATen/ATen.h>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::data;

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

TEST_CASE("What is no photo has no trust") {
  CHECK_THROWS_WITH(trust_of(at::zeros({3, 2, 2})), ContainsSubstring("must be uint8"));
}
