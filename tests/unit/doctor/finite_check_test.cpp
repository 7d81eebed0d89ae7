#include "lowlight/doctor/finite_check.h"

#include <torch/types.h>

#include <limits>

#include "support/catch.h"

using namespace lowlight::doctor;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

}  // namespace

TEST_CASE("One bad element among many is found wherever it stands") {
  auto tensor = torch::rand({300, 1000});
  CHECK(all_finite({{"t", tensor}}));
  for (const auto bad : {kNan, kInf, -kInf}) {
    for (const int64_t place : {0, 1, 65535, 65536, 200'000, 299'999}) {
      INFO(bad << " at " << place);
      auto element = tensor.view(-1).slice(0, place, place + 1);
      element.fill_(bad);
      CHECK_FALSE(all_finite({{"t", tensor}}));
      CHECK_FALSE(all_finite({{"small", element}}));
      element.fill_(0);
    }
  }
  CHECK(all_finite({{"t", tensor}}));
}

TEST_CASE("Finite values never trip however large they and their number are") {
  const auto huge = torch::full({1000, 1000}, 3e38f);
  CHECK(all_finite({{"huge", huge}, {"negative", -huge}, {"least", huge * 0 + 1e-45f}}));
  CHECK(all_finite({{"double", torch::full({9}, 1.7e308, torch::kDouble)}}));
  CHECK(all_finite({{"half", torch::full({9}, 65504, torch::kHalf)}}));
  CHECK(all_finite({{"bf16", torch::full({9}, 3.38e38, torch::kBFloat16)}}));
}

TEST_CASE("Every type of number is read by its own bits") {
  const auto type = GENERATE(torch::kFloat, torch::kDouble, torch::kHalf, torch::kBFloat16);
  auto tensor = torch::rand({5, 7}).to(type);
  CHECK(all_finite({{"t", tensor}}));
  for (const auto bad : {kNan, kInf, -kInf}) {
    tensor[4][6] = bad;
    CHECK_FALSE(all_finite({{"t", tensor}}));
  }
}

TEST_CASE("Views are read as they are seen and no further") {
  auto tensor = torch::zeros({4, 6, 5});
  tensor[3][5][4] = kNan;
  CHECK_FALSE(all_finite({{"turned", tensor.transpose(0, 2)}}));
  CHECK_FALSE(all_finite({{"every other", tensor.slice(1, 1, 6, 2)}}));
  CHECK(all_finite({{"the others", tensor.slice(1, 0, 6, 2)}}));
  CHECK_FALSE(all_finite({{"expanded", torch::full({1}, kInf).expand({3, 3})}}));
}

TEST_CASE("What cannot be NaN passes") {
  CHECK(all_finite({}));
  CHECK(all_finite({{"undefined", at::Tensor()},
                    {"empty", torch::empty({0, 3})},
                    {"labels", torch::full({3}, std::numeric_limits<int64_t>::max())},
                    {"flags", torch::ones({3}, torch::kBool)}}));
}

TEST_CASE("The second pass names the culprits in order") {
  auto weight = torch::rand({3}).requires_grad_();
  const auto loss = weight.sum() / 0;
  const std::vector<NamedTensor> tensors = {
      {"image", torch::rand({2, 3})}, {"loss", loss}, {"ratio", torch::full({1}, kNan)}};
  CHECK(non_finite_names(tensors) == std::vector<std::string>{"loss", "ratio"});
  CHECK(non_finite_names({}).empty());
}
