#include "data/jpeg.h"

#include <ATen/ATen.h>

#include <string>

#include "lowlight/data/resample.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;

namespace {

double mean_error(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).square().mean().sqrt().item<double>();
}

}  // namespace

TEST_CASE("The result is that of a JPEG file written and read by libjpeg") {
  const auto reference =
      io::read_safetensors(LOWLIGHT_TEST_DATA "/unit/data/jpeg_reference.safetensors").tensors;
  for (const std::string picture : {"0", "1"}) {
    const auto before = reference.at(picture + ".before");
    for (const int64_t quality : {30, 75, 95}) {
      for (const bool quarter : {false, true}) {
        CAPTURE(picture, quality, quarter);
        const auto expected =
            reference.at(picture + "." + std::to_string(quality) + (quarter ? ".1" : ".0"));
        const auto coded = to_codes(jpeg_coded(from_codes(before), quality, quarter));
        // In codes of 255: roundings of integer arithmetic may flip a coefficient by a step.
        CHECK(mean_error(coded, expected) < 0.5 + 0.25 * mean_error(before, expected));
      }
    }
  }
}

TEST_CASE("Sizes from one pixel on work and values are codes from 0 to 1") {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 9}, {8, 8}, {17, 15}}) {
    for (const bool quarter : {false, true}) {
      const auto coded = jpeg_coded(from_codes(synthetic_photo(height, width)), 50, quarter);
      CHECK(coded.sizes() == at::IntArrayRef{3, height, width});
      CHECK((coded.min().item<float>() >= 0 && coded.max().item<float>() <= 1));
      CHECK((coded * 255 - (coded * 255).round()).abs().max().item<float>() < 1e-3);
    }
  }
}

TEST_CASE("Higher quality is nearer to the picture and grey stays grey") {
  const auto photo = synthetic_photo(64, 64);
  double last = 1e9;
  for (const int64_t quality : {1, 20, 60, 100}) {
    const double now = mean_error(to_codes(jpeg_coded(from_codes(photo), quality, false)), photo);
    CHECK(now < last);
    last = now;
  }
  CHECK(last < 1);
  const auto grey = at::full({3, 20, 20}, 100 / 255.0);
  CHECK(at::allclose(jpeg_coded(grey, 70, true), grey, 0, 1.01 / 255));
}

TEST_CASE("Wrong quality or shape names the rule") {
  CHECK_THROWS_WITH(jpeg_coded(at::zeros({3, 8, 8}), 0, false),
                    ContainsSubstring("quality must lie in [1, 100], got 0"));
  CHECK_THROWS_WITH(jpeg_coded(at::zeros({1, 8, 8}), 50, false),
                    ContainsSubstring("picture must be [3, H, W]"));
}
