#include "lowlight/doctor/tensor_statistics.h"

#include <torch/types.h>

#include <limits>

#include "support/catch.h"

using namespace lowlight::doctor;

namespace {

constexpr float kNanValue = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

TEST_CASE("Statistics are those of the finite elements") {
  const auto all = statistics_of(
      torch::tensor({1.0f, kNanValue, -3.0f, kInfinity, 2.0f, -kInfinity, 0.0f, kNanValue}));
  CHECK(all.count == 8);
  CHECK(all.nan == 2);
  CHECK(all.positive_infinite == 1);
  CHECK(all.negative_infinite == 1);
  CHECK(all.zeros == 1);
  CHECK(all.ones == 1);
  CHECK(all.minimum == -3);
  CHECK(all.maximum == 2);
  CHECK(all.mean == 0);
  CHECK(all.deviation == Approx(std::sqrt(14.0 / 4)));
  CHECK(all.magnitude() == 3);
  CHECK(all.first_bad == std::vector<int64_t>{1});
}

TEST_CASE("The first bad element is found by its index in the tensor as it is seen") {
  auto tensor = torch::zeros({2, 3, 4});
  tensor[1][2][3] = kNanValue;
  CHECK(statistics_of(tensor).first_bad == std::vector<int64_t>{1, 2, 3});
  CHECK(statistics_of(tensor.permute({2, 0, 1})).first_bad == std::vector<int64_t>{3, 1, 2});
  CHECK(statistics_of(torch::full({}, kNanValue)).first_bad.empty());
  CHECK(statistics_of(torch::full({}, kNanValue)).nan == 1);
}

TEST_CASE("A small deviation about a large mean is not lost") {
  const auto tensor = torch::randn({100'000}, torch::kDouble) * 1e-3 + 1e6;
  const auto statistics = statistics_of(tensor);
  CHECK(statistics.mean == Approx(1e6));
  CHECK(statistics.deviation == Approx(1e-3).epsilon(0.05));
}

TEST_CASE("Channels that are zero throughout the batch are dead") {
  auto tensor = torch::rand({2, 5, 3, 3}) + 0.1;
  tensor.select(1, 1).zero_();
  tensor.select(1, 3).zero_();
  tensor[0][4].zero_();  // alive in the other sample
  CHECK(statistics_of(tensor).dead_channels == 2);
  CHECK(statistics_of(torch::zeros({4})).dead_channels == 0);
}

TEST_CASE("Tensors of every kind have statistics") {
  CHECK(statistics_of(torch::empty({0, 3})).count == 0);
  CHECK(statistics_of(torch::empty({0, 3})).finite());
  CHECK(statistics_of(torch::ones({2, 2}, torch::kBool)).ones == 4);
  CHECK(statistics_of(torch::full({3}, int64_t{1} << 40)).maximum == double(int64_t{1} << 40));
  CHECK(statistics_of(torch::full({3}, 3e38f)).deviation == 0);
  CHECK(statistics_of(torch::full({3}, 1.5, torch::kBFloat16)).mean == 1.5);
  CHECK(statistics_of(torch::full({3}, kInfinity)).magnitude() == 0);
  CHECK(shape_text({2, 3}) == "[2, 3]");
}
