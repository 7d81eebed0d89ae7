#include "lowlight/models/encoder.h"
#include "lowlight/core/fields.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "support/catch.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::models;
using blocks::MaskedTensor;
using test::mixed_error;

namespace {

const EncoderOptions kPlain{.levels = 2, .base_channels = 8};
const EncoderOptions kPartial{.levels = 2, .base_channels = 8, .partial = true};

Encoder partial_like(Encoder& plain) {
  Encoder partial(kPartial);
  const torch::NoGradGuard no_grad;
  for (auto& entry : partial->named_parameters()) {
    entry.value().copy_(plain->named_parameters()[entry.key()]);
  }
  return partial;
}

at::Tensor half_mask(int64_t height, int64_t width) {
  auto mask = torch::zeros({1, 1, height, width});
  mask.slice(3, 0, width / 2).fill_(1);
  return mask;
}

}  // namespace

TEST_CASE("An encoder halves both bands at each level for any size") {
  Encoder encoder(EncoderOptions{.levels = 3, .base_channels = 4});
  const auto features = encoder(MaskedTensor{torch::rand({2, 3, 45, 34}), {}});
  REQUIRE(features.levels.size() == 3);
  CHECK(features.levels[0].value.high.sizes() == at::IntArrayRef({2, 4, 23, 17}));
  CHECK(features.levels[0].value.low.sizes() == at::IntArrayRef({2, 4, 12, 9}));
  CHECK(features.deepest().value.high.sizes() == at::IntArrayRef({2, 16, 6, 5}));
  CHECK(features.deepest().value.low.sizes() == at::IntArrayRef({2, 16, 3, 3}));
  CHECK(flat(features).size() == 6);
}

TEST_CASE("Plain and partial encoders have equal names and equal sizes of features") {
  Encoder plain(kPlain), partial(kPartial);
  const auto names = plain->named_parameters().keys();
  CHECK(names == partial->named_parameters().keys());
  CHECK(names.front() == "stem.weight");
  const auto x = torch::rand({1, 3, 26, 31});
  const auto a = flat(plain(MaskedTensor{x, {}}));
  const auto b = flat(partial(MaskedTensor{x, half_mask(26, 31)}));
  for (size_t i = 0; i < a.size(); ++i) CHECK(a[i].sizes() == b[i].sizes());
}

TEST_CASE("A full mask changes nothing away from the zero border of the stem") {
  Encoder plain(kPlain);
  auto partial = partial_like(plain);
  const auto x = torch::randn({1, 3, 96, 96});
  const auto inner = [](const at::Tensor& map) { return map.slice(2, 5, -5).slice(3, 5, -5); };
  const auto expected = plain(MaskedTensor{x, {}}).deepest().value.high;
  const auto none = partial(MaskedTensor{x, {}}).deepest().value.high;
  const auto full = partial(MaskedTensor{x, torch::ones({1, 1, 96, 96})}).deepest().value.high;
  CHECK(mixed_error(inner(none), inner(expected)) < 1e-5);
  CHECK(mixed_error(none, expected) > 1e-5);
  CHECK(mixed_error(full, none) == 0);
}

TEST_CASE("What lies under the mask matters neither forward nor backward") {
  Encoder encoder(kPartial);
  const auto mask = half_mask(32, 40);
  const auto x = torch::randn({2, 3, 32, 40});
  const auto spoilt = torch::where(mask > 0, x, std::nan(""));
  const auto run = [&](const at::Tensor& picture) {
    encoder->zero_grad();
    const auto features = encoder(MaskedTensor{picture, mask});
    const auto code = style_code(features, 3);
    (code.high.square().sum() + code.low.square().sum()).backward();
    return std::vector{code.high.detach(), code.low.detach(), encoder->stem->weight.grad().clone()};
  };
  const auto clean = run(x), dirty = run(spoilt);
  for (size_t i = 0; i < clean.size(); ++i) {
    CHECK(test::same(clean[i], dirty[i]));
    CHECK(clean[i].abs().max().item<float>() > 0);
  }
}

TEST_CASE("The style code is the mean over valid features only") {
  const auto high = torch::arange(16, torch::kFloat).view({1, 1, 4, 4});
  auto mask = torch::zeros({1, 1, 4, 4});
  mask[0][0][0][1] = 1;
  mask[0][0][3][3] = 1;
  const EncoderFeatures features{{{{high, {}}, {mask, {}}}}};
  const auto code = style_code(features, 2).high;
  // Bins without a valid feature take the mean of all valid ones, 1 and 15.
  CHECK(torch::equal(code.flatten(), torch::tensor({1.f, 8.f, 8.f, 15.f})));
  CHECK_FALSE(style_code(features, 2).has_low());
}

TEST_CASE("An empty mask gives a style code of zero") {
  Encoder encoder(kPartial);
  const auto features =
      encoder(MaskedTensor{torch::rand({1, 3, 32, 32}), torch::zeros({1, 1, 32, 32})});
  const auto code = style_code(features, 3);
  CHECK(code.high.abs().max().item<float>() == 0);
  CHECK(code.low.abs().max().item<float>() == 0);
}

TEST_CASE("Each sample of a batch has its own mask") {
  Encoder encoder(kPartial);
  const auto x = torch::rand({2, 3, 32, 32});
  const auto masks = torch::cat({half_mask(32, 32), torch::zeros({1, 1, 32, 32})});
  const auto both = style_code(encoder(MaskedTensor{x, masks}), 3).high;
  const auto first =
      style_code(encoder(MaskedTensor{x[0].unsqueeze(0), half_mask(32, 32)}), 3).high;
  CHECK(mixed_error(both.slice(0, 0, 1), first) < 1e-5);
  CHECK(both[1].abs().max().item<float>() == 0);
}

TEST_CASE("An encoder works without a high or without a low band") {
  for (const double alpha : {0.0, 1.0}) {
    Encoder encoder(EncoderOptions{.levels = 2, .base_channels = 4, .alpha = alpha});
    const auto deepest = encoder(MaskedTensor{torch::rand({1, 3, 24, 24}), {}}).deepest().value;
    CHECK(deepest.has_high() == (alpha == 0));
    CHECK(deepest.has_low() == (alpha == 1));
  }
}

TEST_CASE("An encoder refuses pictures and masks that do not fit") {
  Encoder plain(kPlain), partial(kPartial);
  CHECK_THROWS_WITH(plain(MaskedTensor{torch::rand({1, 3, 8, 64}), {}}),
                    ContainsSubstring("exceed 8"));
  CHECK_THROWS_WITH(plain(MaskedTensor{torch::rand({1, 1, 32, 32}), {}}),
                    ContainsSubstring("[N, 3, H, W]"));
  CHECK_THROWS_WITH(plain(MaskedTensor{torch::rand({1, 3, 32, 32}), torch::ones({1, 1, 32, 32})}),
                    ContainsSubstring("partial encoder"));
  CHECK_THROWS(partial(MaskedTensor{torch::rand({1, 3, 32, 32}), torch::ones({1, 1, 32, 31})}));
  CHECK_THROWS(partial(MaskedTensor{torch::rand({1, 3, 32, 32}), torch::full({1, 1, 32, 32}, -2)}));
  const auto problems =
      problems_of(EncoderOptions{.in_channels = 0, .levels = 9, .base_channels = 0, .alpha = 2});
  CHECK(problems.size() == 4);
  CHECK(test::has_problem(problems, "in_channels", at_least(1), "0"));
  CHECK(test::has_problem(problems, "levels", in(1, 6), "9"));
  CHECK(test::has_problem(problems, "base_channels", in(1, 512), "0"));
  CHECK(test::has_problem(problems, "alpha", in(0, 1), "2"));
}
