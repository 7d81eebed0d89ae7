#include "data/unclipped.h"

#include <ATen/ATen.h>

#include <vector>

#include "support/catch.h"

using namespace lowlight::data;

namespace {

/// A row of grey pixels.
at::Tensor greys(const std::vector<int64_t>& codes) {
  return at::tensor(codes).to(at::kByte).view({1, 1, -1}).expand({3, 1, -1}).contiguous();
}

std::vector<int64_t> values(const at::Tensor& row) {
  const auto longs = row.flatten().to(at::kLong);
  return {longs.data_ptr<int64_t>(), longs.data_ptr<int64_t>() + longs.numel()};
}

}  // namespace

TEST_CASE("Pixels near black and white are not valid and the margin says how near") {
  const auto photo = greys({0, 3, 4, 128, 251, 252, 255});
  CHECK(values(unclipped(photo, 3)) == std::vector<int64_t>{0, 0, 255, 255, 255, 0, 0});
  CHECK(values(unclipped(photo, 0)) == std::vector<int64_t>{0, 255, 255, 255, 255, 255, 0});
}

TEST_CASE("One burnt channel makes a pixel invalid and one black channel does not") {
  auto photo = greys({128, 128});
  photo[0][0][0] = 255;
  photo[2][0][1] = 0;
  CHECK(values(unclipped(photo, 2)) == std::vector<int64_t>{0, 255});
}

TEST_CASE("A margin or a picture that cannot be is refused by rule and value") {
  CHECK_THROWS_WITH(unclipped(greys({1}), 128), ContainsSubstring("got 128"));
  CHECK_THROWS_WITH(unclipped(at::zeros({3, 2, 2}), 1), ContainsSubstring("must be uint8"));
}
