#include "training/weight_ramp.h"

#include <torch/types.h>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::training;

TEST_CASE("A ramp is a term with two factors and a count and nothing else is") {
  CHECK(parse_weight_ramp("contrastive 0 1.5 5000") == WeightRamp{"contrastive", 0, 1.5, 5000});
  for (const auto* text : {"",
                           "l1",
                           "l1 0",
                           "l1 0 1",
                           "l1 0 1 0",
                           "l1 0 1 2.5",
                           "l1 -1 1 5",
                           "l1 0 x 5",
                           "l1 0 1 5 6"})
    CHECK_FALSE(parse_weight_ramp(text));
}

TEST_CASE("The factor goes from one end to the other in a straight line and stays there") {
  const WeightRamp ramp{"l1", 1, 0.5, 10};
  CHECK(factor_at(0, ramp) == 1);
  CHECK(factor_at(4, ramp) == Approx(0.8));
  CHECK(factor_at(10, ramp) == 0.5);
  CHECK(factor_at(1'000'000, ramp) == 0.5);
}

TEST_CASE("Ramps multiply their terms with their gradients and name terms that are not there") {
  const auto weight = torch::ones({}).requires_grad_();
  std::vector<LossTerm> terms{{"l1", 2 * weight, "", ""}, {"ssim", 3 * weight, "", ""}};
  apply_weight_ramps({{"ssim", 0, 1, 4}}, 1, terms);
  CHECK(terms[0].value.item<double>() == 2);
  CHECK(terms[1].value.item<double>() == 0.75);
  terms[1].value.backward();
  CHECK(weight.grad().item<double>() == 0.75);
  CHECK_THROWS_WITH(apply_weight_ramps({{"sim", 0, 1, 4}, {"x", 0, 1, 4}}, 1, terms),
                    ContainsSubstring("did you mean 'ssim'?") &&
                        ContainsSubstring("x is no term") && ContainsSubstring("l1, ssim"));
}
