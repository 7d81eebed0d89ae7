#include "training/picture_metrics.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <map>

#include "lowlight/metrics/psnr.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"

using namespace lowlight::training;
using lowlight::metrics::Better;

namespace {

at::Tensor photo(int64_t variant, int64_t side = 48) {
  return lowlight::test::synthetic_photo(side, side, variant).to(at::kFloat).div(255).unsqueeze(0);
}

std::map<std::string, double> measured(const std::vector<Preview>& previews) {
  PictureMetrics metrics;
  for (const auto& preview : previews) metrics.add(preview);
  const auto values = metrics.values();
  return {values.begin(), values.end()};
}

}  // namespace

TEST_CASE("An output that is its target scores best and another one scores worse") {
  const auto equal = measured({{.output = photo(1), .target = photo(1)}});
  CHECK(equal.at("psnr") == lowlight::metrics::kEqualPsnr);
  CHECK(equal.at("ssim") == Approx(1));
  CHECK(equal.at("delta_e") == 0);
  CHECK(equal.size() == 6);
  const auto other = measured({{.output = photo(1), .target = photo(2)}});
  for (const auto& [name, value] : other) {
    CAPTURE(name);
    if (better(name) == Better::higher) {
      CHECK(value < equal.at(name));
    } else {
      CHECK(value > equal.at(name));
    }
  }
}

TEST_CASE("The corrected figures do not see a wrong brightness") {
  const auto values = measured({{.output = photo(1) * 0.6, .target = photo(1)}});
  CHECK(values.at("psnr") < 20);
  CHECK(values.at("corrected_psnr") > 40);
  CHECK(values.at("corrected_delta_e") < 0.2 * values.at("delta_e"));
}

TEST_CASE("Figures are means over the pictures of all previews whatever their batches") {
  const auto good = at::cat({photo(1), photo(2)}), bad = at::cat({photo(2), photo(2)});
  const auto joint = measured({{.output = good, .target = bad}});
  const auto apart = measured({{.output = good.slice(0, 0, 1), .target = bad.slice(0, 0, 1)},
                               {.output = good.slice(0, 1), .target = bad.slice(0, 1)}});
  CHECK(joint == apart);
}

TEST_CASE("Well-lit photos are measured against what becomes of them and noise against the input") {
  auto generator = at::detail::createCPUGenerator(1);
  const auto flat = at::full({1, 3, 64, 64}, 0.2);
  const auto noise = 0.02 * at::randn({1, 3, 64, 64}, generator);
  const auto lit = at::full({1, 3, 64, 64}, 0.6);
  const auto values = measured({{.input = flat + noise,
                                 .output = 2 * flat + 4 * noise,
                                 .well_lit = lit,
                                 .well_lit_output = lit - 0.1}});
  CHECK(values.at("identity_delta_e") == Approx(9).margin(1.5));
  CHECK(values.at("noise_gain") == Approx(2).margin(0.1));
  CHECK(values.size() == 3);
}

TEST_CASE("The colours of all outputs together are compared with those of all well-lit photos") {
  // Each output has the colours of the other's well-lit photo.
  const auto distance = [](const at::Tensor& first, const at::Tensor& second) {
    const std::vector<Preview> previews = {
        {.input = photo(1), .output = first, .well_lit = photo(1), .well_lit_output = photo(1)},
        {.input = photo(1), .output = second, .well_lit = photo(2), .well_lit_output = photo(2)}};
    return measured(previews).at("colour_distance");
  };
  CHECK(distance(photo(2), photo(1)) == Approx(0).margin(1e-9));
  CHECK(distance(0.5 * photo(2), 0.5 * photo(1)) > 5);
  CHECK(better("colour_distance") == Better::lower);
}

TEST_CASE("Nothing is measured without an output and no SSIM below its window") {
  CHECK(measured({{}, {.input = photo(1)}}).empty());
  const auto tiny = measured({{.output = photo(1, 8), .target = photo(2, 8)}});
  CHECK(tiny.count("ssim") == 0);
  CHECK(tiny.count("psnr") == 1);
}
