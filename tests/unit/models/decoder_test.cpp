#include "lowlight/models/decoder.h"
#include "lowlight/core/fields.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::models;

namespace {

const DecoderOptions kOptions{.levels = 2, .base_channels = 8};

blocks::OctTensor content(int64_t batch) {
  return {torch::randn({batch, 16, 8, 4}), torch::randn({batch, 16, 4, 2})};
}

blocks::OctTensor code(int64_t batch) {
  return {torch::randn({batch, 16, 3, 3}), torch::randn({batch, 16, 3, 3})};
}

}  // namespace

TEST_CASE("The groups of predicted kernels grow towards the picture") {
  const auto divisors = [](int64_t levels) {
    std::vector<int64_t> all;
    const DecoderOptions options{.levels = levels};
    for (int64_t stage = 1; stage <= options.stages(); ++stage) {
      all.push_back(options.group_div(stage));
    }
    return all;
  };
  CHECK(divisors(2) == std::vector<int64_t>{1, 2, 4});
  CHECK(divisors(3) == std::vector<int64_t>{1, 1, 2, 4});
}

TEST_CASE("A decoder makes pictures of full size, whole and by bands") {
  Decoder decoder(kOptions);
  const auto made = decoder(content(2), decoder->predict(code(2)));
  for (const auto& image : {made.image, made.image_high, made.image_low}) {
    CHECK(image.sizes() == at::IntArrayRef({2, 3, 32, 16}));
  }
}

TEST_CASE("The picture is the weighted sum of what its bands make") {
  auto options = kOptions;
  options.freq_ratio = {0.5, 2.0};
  Decoder decoder(options);
  const auto made = decoder(content(1), decoder->predict(code(1)));
  const auto bias = decoder->to_rgb->bias.view({1, 3, 1, 1});
  const auto expected = 0.5 * (made.image_high - bias) + 2 * (made.image_low - bias) + bias;
  CHECK(test::mixed_error(made.image, expected) < 1e-5);
}

TEST_CASE("One style serves a batch of contents") {
  Decoder decoder(kOptions);
  const auto contents = content(3);
  const auto style = code(1);
  const blocks::OctTensor repeated{style.high.repeat({3, 1, 1, 1}), style.low.repeat({3, 1, 1, 1})};
  CHECK(test::mixed_error(decoder(contents, decoder->predict(style)).image,
                          decoder(contents, decoder->predict(repeated)).image) < 1e-5);
}

TEST_CASE("Too few channels for a single group of a stage are a problem of the options") {
  const auto problems = problems_of(DecoderOptions{.levels = 2, .base_channels = 4});
  CHECK(test::has_problem(problems, "adapt_3.high_predictor.groups", at_least(1), "0"));
  CHECK(problems_of(DecoderOptions{.levels = 2, .base_channels = 12}).empty());
}

TEST_CASE("A decoder refuses odd sizes and kernels of another decoder") {
  Decoder decoder(kOptions);
  const blocks::OctTensor odd{torch::randn({1, 16, 7, 4}), torch::randn({1, 16, 4, 2})};
  CHECK_THROWS_WITH(decoder(odd, decoder->predict(code(1))), ContainsSubstring("even"));
  auto kernels = decoder->predict(code(1));
  kernels.stages.pop_back();
  CHECK_THROWS_WITH(decoder(content(1), kernels), ContainsSubstring("3 stages, got 2"));
  const auto problems = problems_of(DecoderOptions{
      .out_channels = 0, .levels = 0, .base_channels = 1, .alpha = -1, .style_kernel = 2});
  CHECK(problems.size() == 5);
  CHECK(test::has_problem(problems, "out_channels", at_least(1), "0"));
  CHECK(test::has_problem(problems, "levels", in(1, 6), "0"));
  CHECK(test::has_problem(problems, "base_channels", in(2, 512), "1"));
  CHECK(test::has_problem(problems, "alpha", in(0, 1), "-1"));
  CHECK(test::has_problem(problems, "style_kernel", in(1, 15).odd_only(), "2"));
}
