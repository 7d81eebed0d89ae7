#include "lowlight/data/boxed_crop.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;
using Boxes = detection::ManyCorners<detection::Pixels>;

namespace {

Boxes boxes_of(std::vector<float> numbers) {
  return detection::corners_from<detection::Pixels>(at::tensor(numbers).view({-1, 4}));
}

constexpr CropOptions kAny{.size = 32, .contrast = 0};

}  // namespace

TEST_CASE("A square holds a whole box of the photo, as large as it shall be seen") {
  const auto photo = synthetic_photo(90, 120);
  const auto known = boxes_of({10, 20, 16, 28, 100, 70, 118, 90});
  int seen[2] = {};
  for (uint64_t key = 0; key < 40; ++key) {
    RandomStream random{key};
    const auto place = random_boxed_place(photo, known, 6, kAny, random);
    REQUIRE(place);
    CHECK((place->side >= 1 && place->top >= 0 && place->left >= 0));
    CHECK((place->top + place->side <= 90 && place->left + place->side <= 120));
    int whole = 0;
    for (int i = 0; i < 2; ++i) {
      const auto at = [&](const at::Tensor& side) { return side[i].item<double>(); };
      const bool holds = at(known.left) >= double(place->left) &&
                         at(known.top) >= double(place->top) &&
                         at(known.right) <= double(place->left + place->side) &&
                         at(known.bottom) <= double(place->top + place->side);
      const double narrow =
          std::min(at(known.right) - at(known.left), at(known.bottom) - at(known.top));
      const bool large = narrow * 32 / double(place->side) >= 5.9;
      whole += holds && large;
      seen[i] += holds && large;
    }
    CHECK(whole >= 1);
  }
  CHECK((seen[0] > 5 && seen[1] > 5));
}

TEST_CASE("Boxes of any size and place give squares within the photo") {
  const auto photo = synthetic_photo(50, 40);
  for (const auto& one : {boxes_of({-20, -20, 90, 90}),
                          boxes_of({39, 49, 40, 50}),
                          boxes_of({200, 300, 210, 310}),
                          boxes_of({0, 0, 1e30f, 1e30f}),
                          boxes_of({5, 5, 5.001f, 45})}) {
    for (uint64_t key = 0; key < 8; ++key) {
      RandomStream random{key};
      const auto place = random_boxed_place(photo, one, 6, kAny, random);
      REQUIRE(place);
      CHECK((place->top >= 0 && place->left >= 0 && place->side > 0));
      CHECK((place->top + place->side <= 50 && place->left + place->side <= 40));
    }
  }
}

TEST_CASE("Without a box it is any square with content, and without content there is none") {
  const auto photo = synthetic_photo(50, 40);
  RandomStream first{3}, second{3};
  const auto place = random_boxed_place(photo, boxes_of({}), 6, kAny, first);
  const auto plain = random_place(photo, kAny, second);
  CHECK((place->top == plain->top && place->left == plain->left && place->side == plain->side));
  RandomStream random{1};
  CHECK_FALSE(random_boxed_place(
      at::zeros({3, 50, 40}, at::kByte), boxes_of({1, 1, 20, 20}), 6, {.size = 32}, random));
}

TEST_CASE("Boxes go with the crop: moved, scaled, mirrored, and cut at its sides") {
  const auto known = boxes_of({10, 20, 30, 30, 0, 0, 12, 22, 90, 90, 95, 95});
  const CropPlace place{.top = 10, .left = 10, .side = 40};
  const auto shown = detection::rows_of(boxes_in_crop(known, place, 80));
  CHECK(
      at::allclose(shown,
                   at::tensor({0.f, 20.f, 40.f, 40.f, 0.f, 0.f, 4.f, 24.f, 80.f, 80.f, 80.f, 80.f})
                       .view({3, 4})));
  CHECK(at::equal(centred_in_crop(known, place), torch::tensor({true, false, false})));
  auto mirrored = place;
  mirrored.mirrored = true;
  const auto turned = detection::rows_of(boxes_in_crop(known, mirrored, 80));
  CHECK(at::allclose(turned[0], at::tensor({40.f, 20.f, 80.f, 40.f})));
  // The second box's centre lies at (6, 11): of a square that begins there it is cut.
  const CropPlace corner{.top = 11, .left = 6, .side = 10};
  CHECK(at::allclose(detection::rows_of(boxes_in_crop(known, corner, 10))[1],
                     at::tensor({0.f, 0.f, 6.f, 10.f})));
  CHECK(centred_in_crop(known, corner)[1].item<bool>());
  CHECK(boxes_in_crop(boxes_of({}), place, 80).left.size(0) == 0);
}

TEST_CASE("The pixels in a box are those in it before the crop") {
  auto photo = at::zeros({3, 60, 60}, at::kByte);
  photo.slice(1, 20, 40).slice(2, 10, 30).fill_(255);
  for (const bool mirrored : {false, true}) {
    const CropPlace place{.top = 10, .left = 5, .side = 40, .mirrored = mirrored};
    const auto crop = crop_at(photo, place, 80);
    const auto rows = detection::rows_of(boxes_in_crop(boxes_of({10, 20, 30, 40}), place, 80));
    const auto side = [&](int64_t i) { return rows[0][i].item<int64_t>(); };
    CHECK(crop.slice(1, side(1) + 2, side(3) - 2)
              .slice(2, side(0) + 2, side(2) - 2)
              .min()
              .item<float>() > 0.9f);
    CHECK(crop.sum().item<double>() == Approx(3 * 40 * 40).epsilon(0.02));
  }
}
