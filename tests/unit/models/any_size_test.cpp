#include "lowlight/models/any_size.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::models;

TEST_CASE("Padding makes sides multiples and cropping undoes it") {
  for (const auto& [height, width] : {std::pair{1, 1}, {7, 16}, {17, 5}, {33, 31}, {16, 48}}) {
    const auto x = torch::rand({2, 3, height, width});
    const auto padded = padded_to_multiple(x, 16, 32);
    CHECK(padded.picture.size(2) % 16 == 0);
    CHECK(padded.picture.size(3) % 16 == 0);
    CHECK(padded.picture.size(2) >= std::max(32, height));
    CHECK(padded.picture.size(2) < std::max(32, height) + 16);
    CHECK(torch::equal(padded.cropped(padded.picture), x));
  }
}

TEST_CASE("Padding mirrors without the edge and as often as needed") {
  const auto row = torch::arange(3).view({1, 3});
  const auto padded = padded_to_multiple(row, 8).picture;
  CHECK(padded.size(0) == 8);
  CHECK(torch::equal(padded[0], torch::tensor({0, 1, 2, 1, 0, 1, 2, 1})));
  CHECK(torch::equal(padded[7], padded[0]));
}

TEST_CASE("A picture that fits is not copied") {
  const auto x = torch::rand({3, 16, 32});
  CHECK(padded_to_multiple(x, 16).picture.data_ptr() == x.data_ptr());
}

TEST_CASE("Padding refuses empty pictures") {
  CHECK_THROWS(padded_to_multiple(torch::rand({3, 0, 4}), 8));
  CHECK_THROWS(padded_to_multiple(torch::rand({3, 4, 4}), 0));
}

TEST_CASE("A picture is mirrored to a size, or cut") {
  const auto x = torch::arange(6).view({1, 2, 3});
  CHECK(torch::equal(mirrored_to(x, 1, 2), x.narrow(1, 0, 1).narrow(2, 0, 2)));
  CHECK(torch::equal(mirrored_to(x, 3, 3)[0][2], x[0][0]));
}
