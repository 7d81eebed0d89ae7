#include "imaging/jpeg_noise.h"

#include <algorithm>
#include <cmath>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

/// Coefficients of this spread in multiples of a step, off by what rounding pixels adds.
std::vector<float> sizes(double spread, double step, uint64_t seed) {
  RandomStream random{seed};
  std::vector<float> result;
  for (int i = 0; i < 2000; ++i) {
    double size = spread * random.normal();
    if (step > 0) size = step * std::round(size / step) + 0.25 * random.normal();
    if (std::abs(size) > kNotZero) result.push_back(float(std::abs(size)));
  }
  return result;
}

JpegCoefficients coefficients(double spread, double step) {
  JpegCoefficients result;
  for (size_t i = 1; i < 64; ++i) result.luma[i] = sizes(spread, step, i);
  for (size_t band = 1; band < kNoiseBands; ++band)
    result.red[band] = result.blue[band] = sizes(spread, 2 * step, 100 + band);
  return result;
}

}  // namespace

TEST_CASE("Steps are found with their noise, in luma and in colour") {
  NoiseModel model;
  measure_jpeg_noise(coefficients(6, 6), model);
  for (size_t band = 0; band < kNoiseBands; ++band) {
    CHECK(model.grey.jpeg[band] == Approx(6 / std::sqrt(12)).epsilon(0.1));
    CHECK(model.red.jpeg[band] == Approx(12 * 1.402 / std::sqrt(12)).epsilon(0.1));
    CHECK(model.blue.jpeg[band] == Approx(12 * 1.772 / std::sqrt(12)).epsilon(0.1));
  }
}

TEST_CASE("Coefficients without steps show none, whatever their spread") {
  for (const double spread : {0.3, 1.0, 4.0, 30.0}) {
    NoiseModel model;
    measure_jpeg_noise(coefficients(spread, 0), model);
    for (const float deviation : model.grey.jpeg) CHECK(deviation == 0);
    for (const float deviation : model.red.jpeg) CHECK(deviation == 0);
  }
}

TEST_CASE("Bands that are all zero take the step of the band below") {
  auto found = coefficients(6, 6);
  for (size_t i = 1; i < 64; ++i) {
    if (std::max(i / 8, i % 8) >= 5) found.luma[i].clear();
  }
  NoiseModel model;
  measure_jpeg_noise(found, model);
  CHECK(model.grey.jpeg[7] == model.grey.jpeg[4]);
}

TEST_CASE("A JPEG of high quality is told by the steps of its fine bands alone") {
  auto found = coefficients(6, 1.5);
  for (size_t i = 1; i < 64; ++i) {
    if (std::max(i / 8, i % 8) >= 4) found.luma[i] = sizes(6, 8, i);
  }
  NoiseModel model;
  CHECK(measure_jpeg_noise(found, model));
  for (const size_t band : {0, 1, 2, 3}) CHECK(model.grey.jpeg[band] == 0);
  for (const size_t band : {4, 5, 6, 7})
    CHECK(model.grey.jpeg[band] == Approx(8 / std::sqrt(12)).epsilon(0.1));
}

TEST_CASE("The steps of one band alone are no JPEG") {
  auto found = coefficients(6, 0);
  for (size_t i = 1; i < 64; ++i) {
    if (std::max(i / 8, i % 8) == 5) found.luma[i] = sizes(6, 8, i);
  }
  NoiseModel model;
  CHECK_FALSE(measure_jpeg_noise(found, model));
  CHECK(model.grey.jpeg[5] == 0);
}

TEST_CASE("No coefficients are no JPEG") {
  NoiseModel model;
  measure_jpeg_noise({}, model);
  CHECK(model.grey.jpeg[3] == 0);
}
