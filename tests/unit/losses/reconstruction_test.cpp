#include "lowlight/losses/reconstruction.h"

#include <ATen/autocast_mode.h>
#include <torch/types.h>

#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight::losses;

namespace {

at::Tensor picture(int64_t height, int64_t width) {
  return torch::rand({2, 3, height, width}, torch::kDouble);
}

}  // namespace

TEST_CASE("L1 is the mean distance") {
  const auto x = picture(5, 7);
  CHECK(mean_absolute_error(x, x).item<double>() == 0);
  CHECK(mean_absolute_error(x + 0.25, x).item<double>() == Approx(0.25));
  CHECK_THROWS(mean_absolute_error(x, picture(5, 8)));
  CHECK_THROWS(mean_absolute_error(picture(0, 8), picture(0, 8)));
}

TEST_CASE("The SSIM loss of equal pictures is exactly zero") {
  for (const auto& x : {picture(24, 17), picture(11, 11), picture(1, 1), picture(4, 40)}) {
    CHECK(ssim_loss(x, x).item<double>() == 0);
    CHECK(ssim_loss(torch::zeros_like(x), torch::zeros_like(x)).item<double>() == 0);
  }
}

TEST_CASE("The SSIM loss of flat pictures follows from their means") {
  const auto dark = torch::full({1, 1, 16, 16}, 0.2, torch::kDouble), light = dark + 0.4;
  const double expected = 1 - (2 * 0.2 * 0.6 + 1e-4) / (0.2 * 0.2 + 0.6 * 0.6 + 1e-4);
  CHECK(ssim_loss(dark, light).item<double>() == Approx(expected).epsilon(1e-6));
}

TEST_CASE("The SSIM loss lies between zero and two and grows with noise") {
  const auto x = picture(20, 20), noise = torch::randn_like(x);
  const auto little = ssim_loss(x, x + 0.02 * noise).item<double>();
  const auto much = ssim_loss(x, x + 0.2 * noise).item<double>();
  const auto inverse = ssim_loss(x, 1 - x).item<double>();
  CHECK(little > 0);
  CHECK(much > little);
  CHECK(inverse > 1);
  CHECK(inverse <= 2);
}

TEST_CASE("The SSIM loss does not care which picture is which") {
  const auto x = picture(14, 13), y = picture(14, 13);
  CHECK(ssim_loss(x, y).item<double>() == Approx(ssim_loss(y, x).item<double>()).epsilon(1e-12));
}

TEST_CASE("Reconstruction losses have the right gradients") {
  const auto x = picture(6, 13), y = picture(6, 13);
  const auto report = lowlight::test::check_gradients(
      [](const auto& in) {
        return std::vector{ssim_loss(in[0], in[1]), mean_absolute_error(in[0], in[1])};
      },
      {x, y});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
}

TEST_CASE("The SSIM loss is the same where autocast is on") {
  const auto x = picture(20, 24).to(torch::kFloat), y = picture(20, 24).to(torch::kFloat);
  const auto exact = ssim_loss(x, y);
  at::autocast::set_autocast_enabled(at::kCPU, true);
  const auto again = ssim_loss(x, y);
  at::autocast::set_autocast_enabled(at::kCPU, false);
  CHECK(torch::equal(exact, again));
}

TEST_CASE("The SSIM loss refuses what are not two batches of one shape") {
  CHECK_THROWS(ssim_loss(picture(5, 7), picture(7, 5)));
  CHECK_THROWS(ssim_loss(picture(5, 7)[0], picture(5, 7)[0]));
  CHECK_THROWS(ssim_loss(picture(0, 7), picture(0, 7)));
}
