#include "lowlight/losses/enhancement.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight::losses;

namespace {

at::Tensor flat_picture(std::vector<double> colour, int64_t height = 6, int64_t width = 9) {
  return torch::tensor(colour, torch::kDouble).view({1, 3, 1, 1}).expand({1, 3, height, width});
}

at::Tensor random_picture(int64_t height, int64_t width) {
  return torch::rand({2, 3, height, width}, torch::kDouble);
}

}  // namespace

TEST_CASE("Exposure is the squared distance of the mean from its level") {
  CHECK(exposure_loss(flat_picture({0.6, 0.6, 0.6})).item<double>() == Approx(0).margin(1e-15));
  CHECK(exposure_loss(flat_picture({0.1, 0.2, 0.3})).item<double>() == Approx(0.16));
  CHECK(exposure_loss(flat_picture({0.3, 0.3, 0.3}), 0.5).item<double>() == Approx(0.04));
}

TEST_CASE("Exposure counts the last cells by what is in them") {
  // Cells of two and one columns, both at the level: what is beyond the border must not darken the
  // last.
  CHECK(exposure_loss(flat_picture({0.6, 0.6, 0.6}, 3, 3), 0.6, 2).item<double>() ==
        Approx(0).margin(1e-15));
  CHECK(exposure_loss(flat_picture({0.6, 0.6, 0.6}, 1, 1), 0.6, 16).item<double>() ==
        Approx(0).margin(1e-15));
}

TEST_CASE("Colour constancy is zero for grey and finite with its slope") {
  auto grey = flat_picture({0.4, 0.4, 0.4}).clone().requires_grad_();
  const auto loss = colour_constancy_loss(grey);
  CHECK(loss.item<double>() == Approx(0).margin(1e-12));
  loss.backward();
  CHECK(grey.grad().isfinite().all().item<bool>());
  const auto strongest = colour_constancy_loss(flat_picture({1, 0, 0})).item<double>();
  CHECK(strongest == Approx(std::sqrt(2.0)).margin(1e-3));
  CHECK(colour_constancy_loss(flat_picture({0.5, 0.4, 0.4})).item<double>() < strongest);
}

TEST_CASE("Colour constancy judges each picture by itself") {
  const auto warm = flat_picture({0.9, 0.5, 0.1}), cold = flat_picture({0.1, 0.5, 0.9});
  CHECK(colour_constancy_loss(torch::cat({warm, cold})).item<double>() ==
        Approx(colour_constancy_loss(warm).item<double>()));
}

TEST_CASE("Spatial consistency allows any change of level and no change of edges") {
  const auto x = random_picture(12, 9);
  CHECK(spatial_consistency_loss(x + 0.3, x).item<double>() == Approx(0).margin(1e-15));
  CHECK(spatial_consistency_loss(2 * x, x).item<double>() > 1e-4);
  CHECK(spatial_consistency_loss(flat_picture({1, 1, 1}, 4, 4), flat_picture({0, 0, 0}, 4, 4))
            .item<double>() == 0);
}

TEST_CASE("Spatial consistency is the mean over pairs of cells") {
  auto step = torch::zeros({1, 3, 4, 8}, torch::kDouble);
  step.slice(3, 4).fill_(0.5);
  CHECK(spatial_consistency_loss(step, torch::zeros_like(step)).item<double>() == Approx(0.25));
}

TEST_CASE("Total variation is the squared slope along every axis") {
  const auto ramp = torch::arange(5, torch::kDouble).view({1, 1, 1, 5}).expand({2, 3, 4, 5});
  CHECK(total_variation(ramp).item<double>() == Approx(1));
  CHECK(total_variation(ramp + 2 * ramp.size(2)).item<double>() == Approx(1));
  CHECK(total_variation(torch::ones({1, 12, 8, 4, 4})).item<double>() == 0);
  CHECK(total_variation(torch::ones({1, 12, 1, 1, 1})).item<double>() == 0);
  const auto deep = torch::arange(3, torch::kDouble).view({1, 1, 3, 1, 1}).expand({1, 2, 3, 4, 4});
  CHECK(total_variation(3 * deep).item<double>() == Approx(9));
}

TEST_CASE("Enhancement losses have the right gradients") {
  const auto report = lowlight::test::check_gradients(
      [](const auto& in) {
        return std::vector{exposure_loss(in[0], 0.6, 4),
                           colour_constancy_loss(in[0]),
                           spatial_consistency_loss(in[0], in[1], 2),
                           total_variation(in[0])};
      },
      {random_picture(5, 7), random_picture(5, 7)});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
}

TEST_CASE("Enhancement losses refuse what is no picture") {
  const auto x = random_picture(5, 7);
  CHECK_THROWS(exposure_loss(x[0]));
  CHECK_THROWS(exposure_loss(x, 0.6, 0));
  CHECK_THROWS(exposure_loss(random_picture(0, 7)));
  CHECK_THROWS_WITH(colour_constancy_loss(x.narrow(1, 0, 1)), ContainsSubstring("3 channels"));
  CHECK_THROWS(colour_constancy_loss(x, 0));
  CHECK_THROWS(spatial_consistency_loss(x, random_picture(7, 5)));
  CHECK_THROWS(total_variation(x[0][0]));
}
