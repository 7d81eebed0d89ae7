#include "imaging/cosine_transform.h"

#include <cmath>
#include <numbers>

#include "support/catch.h"

using namespace lowlight::imaging;

TEST_CASE("The transform of eight numbers is that of its formula") {
  const float in[8] = {3, -1, 4, 1, -5, 9, 2, -6};
  float out[8];
  std::copy(in, in + 8, out);
  transform8(out);
  for (int k = 0; k < 8; ++k) {
    double sum = 0;
    for (int i = 0; i < 8; ++i) sum += in[i] * std::cos((2 * i + 1) * k * std::numbers::pi / 16);
    CHECK(out[k] == Approx(sum * (k == 0 ? std::sqrt(0.125) : 0.5)).margin(1e-5));
  }
}

TEST_CASE("The transform back gives the numbers again and keeps the sum of squares") {
  float x[8] = {0.5f, 2, -7, 1, 0, 3, -2, 8};
  const float before[8] = {0.5f, 2, -7, 1, 0, 3, -2, 8};
  transform8(x);
  double squares = 0, squares_before = 0;
  for (int i = 0; i < 8; ++i) {
    squares += x[i] * x[i];
    squares_before += before[i] * before[i];
  }
  CHECK(squares == Approx(squares_before));
  transform8_back(x);
  for (int i = 0; i < 8; ++i) CHECK(x[i] == Approx(before[i]).margin(1e-5));
}
