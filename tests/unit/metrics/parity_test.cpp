// Agreement with an independent implementation in numpy: data/generate.py.
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "lowlight/metrics/brightness.h"
#include "lowlight/metrics/colour_difference.h"
#include "lowlight/metrics/noise.h"
#include "lowlight/metrics/psnr.h"
#include "lowlight/metrics/ssim.h"
#include "pictures.h"
#include "support/catch.h"

using namespace lowlight::metrics;
using namespace lowlight::test;

namespace {

Approx close_to(const nlohmann::json& value) {
  return Approx(value.get<double>()).epsilon(1e-6).margin(1e-9);
}

void check_noise(const nlohmann::json& expected, const at::Tensor& a, const at::Tensor& b) {
  const auto patches = flat_patches(a);
  CHECK(patches == expected["patches"].get<std::vector<int64_t>>());
  const NoiseGain noise = noise_gain(a, b, patches);
  for (size_t i = 0; i < patches.size(); ++i) {
    CHECK(noise.gains[i] == close_to(expected["gains"][i]));
    CHECK(noise.deviations[i] == close_to(expected["deviations"][i]));
  }
}

}  // namespace

TEST_CASE("The metrics agree with numpy to six digits") {
  std::ifstream file(LOWLIGHT_TEST_DATA "/unit/metrics/data/parity.json");
  const auto cases = nlohmann::json::parse(file)["cases"];
  REQUIRE(cases.size() == 6);
  for (const auto& expected : cases) {
    CAPTURE(expected["name"].get<std::string>());
    const auto a = picture(expected["first"].get<Recipe>());
    const auto b = picture(expected["second"].get<Recipe>());
    const auto corrected = mean_corrected(a, b);
    CHECK(psnr(a, b) == close_to(expected["psnr"]));
    CHECK(ssim(a, b) == close_to(expected["ssim"]));
    CHECK(ciede2000(a, b) == close_to(expected["ciede2000"]));
    CHECK(mean_luma(a) == close_to(expected["mean_luma"]));
    CHECK(psnr(corrected, b) == close_to(expected["psnr_corrected"]));
    CHECK(ssim(corrected, b) == close_to(expected["ssim_corrected"]));
    CHECK(ciede2000(corrected, b) == close_to(expected["ciede2000_corrected"]));
    check_noise(expected, a, b);
  }
}
