#include "lowlight/metrics/brightness.h"

#include "pictures.h"
#include "support/catch.h"

using namespace lowlight::metrics;
using lowlight::test::picture;

TEST_CASE("Luma weighs green most and blue least") {
  auto image = torch::zeros({3, 2, 2}, at::kByte);
  image[1].fill_(255);
  CHECK(mean_luma(image) == Approx(0.587));
  image[0].fill_(255);
  CHECK(mean_luma(image) == Approx(0.886));
  image[2].fill_(255);
  CHECK(mean_luma(image) == Approx(1.0));
}

TEST_CASE("Correction brings the mean to that of the reference") {
  const auto dark = picture({1, 30, 30, 10, 16, 20});
  const auto bright = picture({2, 25, 40, 60, 16, 20});
  const auto corrected = mean_corrected(dark, bright);
  CHECK(mean_luma(corrected) == Approx(mean_luma(bright)).epsilon(0.01));
  CHECK(corrected.sizes() == dark.sizes());
  CHECK(torch::equal(mean_corrected(dark, dark), dark));
}

TEST_CASE("Correction clips at white and leaves black black") {
  const auto white = torch::full({3, 2, 2}, 255, at::kByte);
  const auto black = torch::zeros({3, 2, 2}, at::kByte);
  CHECK(torch::equal(mean_corrected(black, white), black));
  CHECK(torch::equal(mean_corrected(white, black), black));
  auto spot = torch::full({3, 20, 20}, 10, at::kByte);
  spot.index_put_({0, 0, 0}, 200);
  CHECK(mean_corrected(spot, white).max().item<int>() == 255);
}

TEST_CASE("Halves round to even") {
  // Two red pixels, and one of them black in the reference: the gain is exactly a half.
  const auto code = GENERATE(1, 3);
  auto image = torch::zeros({3, 1, 2}, at::kByte);
  image[0].fill_(code);
  auto reference = image.clone();
  reference[0][0][1] = 0;
  CHECK(mean_corrected(image, reference)[0][0][0].item<int>() == (code == 1 ? 0 : 2));
}

TEST_CASE("Clipped is what became white and was not") {
  auto input = torch::full({3, 2, 4}, 100, at::kByte), output = input.clone();
  input.select(2, 0).fill_(252);
  output.select(2, 0).fill_(255);
  CHECK(newly_clipped(output, input) == 0);
  output.select(2, 1).fill_(250);
  output.select(2, 2).fill_(249);
  CHECK(newly_clipped(output, input) == 0.25);
  CHECK(newly_clipped(input, output) == 0);
  CHECK_THROWS(newly_clipped(output, torch::zeros({3, 2, 2}, at::kByte)));
}
