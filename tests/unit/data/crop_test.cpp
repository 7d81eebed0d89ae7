#include "lowlight/data/crop.h"
#include "lowlight/core/fields.h"

#include <ATen/ATen.h>

#include "lowlight/data/resample.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;

TEST_CASE(
    "A crop has the size asked for and values from 0 to 1, also from photos smaller than it") {
  for (const auto& [height, width] : {std::pair{97, 131}, {300, 40}, {7, 5}}) {
    RandomStream random{1};
    const auto crop = random_crop(synthetic_photo(height, width), {.size = 33}, random);
    REQUIRE(crop);
    CHECK(crop->sizes() == at::IntArrayRef{3, 33, 33});
    CHECK(crop->min().item<float>() >= 0);
    CHECK(crop->max().item<float>() <= 1);
    CHECK(crop->std().item<float>() > 0.01);  // a picture, and no empty square
  }
}

TEST_CASE("Equal streams give equal crops and other streams give others") {
  const auto photo = synthetic_photo(120, 160);
  const auto crop = [&](uint64_t sample) {
    RandomStream random{7, 0, sample};
    return *random_crop(photo, {.size = 32}, random);
  };
  CHECK(at::equal(crop(3), crop(3)));
  CHECK_FALSE(at::equal(crop(3), crop(4)));
}

TEST_CASE("A crop of the whole square photo at its size is the photo or its mirror image") {
  const auto photo = synthetic_photo(24, 24);
  bool plain = false, mirrored = false;
  for (uint64_t sample = 0; sample < 20; ++sample) {
    RandomStream random{sample};
    const auto codes = to_codes(*random_crop(photo, {.size = 24, .smallest = 1}, random));
    plain |= at::equal(codes, photo);
    mirrored |= at::equal(codes, photo.flip({2}));
    CHECK((at::equal(codes, photo) || at::equal(codes, photo.flip({2}))));
  }
  CHECK(plain);
  CHECK(mirrored);
}

TEST_CASE("Crops avoid the empty part of a photo and nothing comes of an empty photo") {
  auto photo = at::zeros({3, 64, 256}, at::kByte);
  photo.slice(2, 192).copy_(synthetic_photo(64, 64));
  const CropOptions options{.size = 32, .smallest = 0.5, .largest = 0.5, .attempts = 64};
  for (uint64_t sample = 0; sample < 30; ++sample) {
    RandomStream random{sample};
    const auto crop = random_crop(photo, options, random);
    REQUIRE(crop);
    CHECK(has_content(*crop, options));
  }
  RandomStream random{1};
  CHECK_FALSE(random_crop(at::zeros({3, 64, 64}, at::kByte), options, random));
  CHECK_FALSE(random_crop(at::full({3, 64, 64}, 200, at::kByte), options, random));
}

TEST_CASE(
    "Nothing comes of a photo without pixels and something of one pixel if contrast is free") {
  RandomStream random{1};
  CHECK_FALSE(random_crop(at::zeros({3, 0, 5}, at::kByte), {}, random));
  CHECK_FALSE(random_crop(at::zeros({3, 5, 0}, at::kByte), {}, random));
  CHECK_FALSE(random_crop(at::full({3, 1, 1}, 90, at::kByte), {.size = 16}, random));
  CHECK(random_crop(at::full({3, 1, 1}, 90, at::kByte), {.size = 16, .contrast = 0}, random));
}

TEST_CASE("Every crop that is drawn has content whatever the photo") {
  // Mostly black, mostly burnt, mostly masked, far too small, far too long: something is always
  // there to be found.
  auto black = at::zeros({3, 90, 120}, at::kByte), burnt = at::full({3, 120, 90}, 255, at::kByte);
  black.slice(1, 10, 40).slice(2, 60, 90).copy_(synthetic_photo(30, 30));
  burnt.slice(1, 80, 115).slice(2, 5, 40).copy_(synthetic_photo(35, 35));
  const auto alpha = ((at::arange(80) < 25).to(at::kByte) * 255).expand({1, 80, 80});
  const auto masked = at::cat({synthetic_photo(80, 80), alpha});
  const CropOptions options{.size = 24, .smallest = 0.3, .largest = 0.6, .attempts = 200};
  for (const auto& photo :
       {black, burnt, masked, synthetic_photo(9, 7), synthetic_photo(12, 400, 2)}) {
    for (uint64_t sample = 0; sample < 20; ++sample) {
      RandomStream random{sample};
      const auto crop = random_crop(photo, options, random);
      CAPTURE(photo.sizes(), sample);
      REQUIRE(crop);
      CHECK(has_content(*crop, options));
    }
  }
}

TEST_CASE("One place cuts the same square out of two photos") {
  const auto photo = synthetic_photo(60, 80);
  RandomStream random{3};
  const auto place = random_place(photo, {.size = 16}, random);
  REQUIRE(place);
  RandomStream again{3};
  CHECK(at::equal(crop_at(photo, *place, 16), *random_crop(photo, {.size = 16}, again)));
  CHECK(at::allclose(crop_at(255 - photo, *place, 16), 1 - crop_at(photo, *place, 16), 0, 1e-5));
  CHECK_THROWS_WITH(crop_at(photo, {.top = 30, .left = 0, .side = 31}, 16),
                    ContainsSubstring("must lie within the photo"));
}

TEST_CASE("Only valid pixels count as content") {
  const auto colours = from_codes(synthetic_photo(16, 16));
  const auto masked = [&](const at::Tensor& alpha) {
    return at::cat({colours, alpha.expand({1, 16, 16})});
  };
  CHECK(has_content(masked(at::ones({1})), {}));
  CHECK_FALSE(has_content(masked(at::zeros({1})), {.valid = 0}));
  CHECK_FALSE(has_content(masked((at::arange(16) < 1).to(at::kFloat)), {.valid = 0.1}));
  CHECK(has_content(masked((at::arange(16) < 4).to(at::kFloat)), {.valid = 0.1}));
}

TEST_CASE("Wrong crop options are all named") {
  CHECK(problems_of(CropOptions{}).empty());
  const auto problems = problems_of(CropOptions{
      .size = 0, .smallest = 0.9, .largest = 0.5, .contrast = -1, .valid = 2, .attempts = 0});
  CHECK(problems.size() == 5);
  CHECK(test::has_problem(problems, "size", at_least(1), "0"));
  CHECK(test::has_problem(problems, "contrast", in(0, 0.5), "-1"));
  CHECK(test::has_problem(problems, "valid", in(0, 1), "2"));
  CHECK(test::has_problem(problems, "attempts", at_least(1), "0"));
  CHECK(test::has_problem(problems, "smallest"));
  CHECK(test::has_problem(
      problems_of(CropOptions{.largest = 1.5}), "largest", above(0).at_most(1), "1.5"));
}
