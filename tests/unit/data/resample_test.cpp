#include "lowlight/data/resample.h"

#include <ATen/ATen.h>

#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight::data;
using lowlight::test::synthetic_photo;

TEST_CASE("Constant pictures stay constant at every size") {
  for (const auto& [height, width] : {std::pair{1, 1}, {3, 200}, {64, 17}}) {
    const auto result = resized(at::full({3, 31, 33}, 0.25), height, width);
    CHECK(result.sizes() == at::IntArrayRef{3, height, width});
    CHECK(at::allclose(result, at::full_like(result, 0.25), 0, 1e-6));
  }
}

TEST_CASE("Reducing averages: a fine checkerboard becomes grey") {
  const auto board =
      ((at::arange(64).view({64, 1}) + at::arange(64)) % 2).to(at::kFloat).expand({3, 64, 64});
  const auto small = resized(board, 8, 8);
  CHECK(at::allclose(small, at::full_like(small, 0.5), 0, 0.02));
}

TEST_CASE("A colour under alpha 0 never shows") {
  auto picture = at::ones({4, 32, 32}) * 0.5;
  picture.slice(0, 3).fill_(1);
  picture.slice(2, 16).slice(0, 0, 3).fill_(1);  // bright and invisible
  picture.slice(2, 16).slice(0, 3).fill_(0);
  for (const int64_t side : {5, 11, 48}) {
    const auto result = resized(picture, side, side);
    const auto visible = result.slice(0, 3) > 0;
    CHECK(visible.any().item<bool>());
    const auto colours = result.slice(0, 0, 3).masked_select(visible);
    CHECK(at::allclose(colours, at::full_like(colours, 0.5), 0, 1e-4));
    const auto hidden = result.slice(0, 0, 3).masked_select(visible.logical_not());
    CHECK(hidden.count_nonzero().item<int64_t>() == 0);
  }
}

TEST_CASE("Reduction keeps the shape and leaves small photos alone") {
  const auto photo = synthetic_photo(60, 90);
  CHECK(reduced(photo, 30).sizes() == at::IntArrayRef{3, 20, 30});
  CHECK(reduced(synthetic_photo(2, 900), 30).sizes() == at::IntArrayRef{3, 1, 30});
  CHECK(reduced(photo, 90).is_same(photo));
  CHECK(reduced(photo, 0).is_same(photo));
}

TEST_CASE("Codes become values and codes again") {
  const auto codes = at::arange(256).to(at::kByte).view({1, 16, 16}).repeat({3, 1, 1});
  CHECK(at::equal(to_codes(from_codes(codes)), codes));
  CHECK(at::equal(to_codes(at::tensor({-1.0f, 2.0f}).view({1, 1, 2})),
                  at::tensor({0, 255}, at::kByte).view({1, 1, 2})));
}

TEST_CASE("A mask is alpha made binary and all ones without alpha") {
  auto picture = at::rand({4, 3, 2});
  picture[3] = at::tensor({0.0f, 0.49f, 0.5f, 0.51f, 1.0f, 0.2f}).view({3, 2});
  CHECK(at::equal(mask_of(picture), at::tensor({0.f, 0.f, 1.f, 1.f, 1.f, 0.f}).view({1, 3, 2})));
  CHECK(at::equal(mask_of(picture.slice(0, 0, 3)), at::ones({1, 3, 2})));
}
