#include "lowlight/losses/perceptual.h"
#include "lowlight/core/fields.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::losses;

namespace {

/// "fine": the pictures; "coarse": their means over 2×2 pixels. Remembers what it was asked for.
class TwoScales : public FeatureExtractor {
 public:
  std::vector<at::Tensor> features(const at::Tensor& pictures,
                                   const std::vector<std::string>& layers) override {
    std::vector<at::Tensor> maps;
    for (const auto& layer : layers) {
      asked.push_back(layer);
      maps.push_back(layer == "fine" ? pictures : at::avg_pool2d(pictures, 2));
    }
    return maps;
  }
  std::string description() const override { return "two scales"; }

  std::vector<std::string> asked;
};

const PerceptualOptions kOptions{.content_weight = 2.0,
                                 .style_weight = 3.0,
                                 .content_layer = "coarse",
                                 .style_layers = {"fine", "coarse"}};

at::Tensor pictures(int64_t batch) { return torch::rand({batch, 3, 4, 6}, torch::kDouble); }

}  // namespace

TEST_CASE("The perceptual loss is the weighted sum of its definition") {
  TwoScales scales;
  const auto content = pictures(2), style = pictures(2), made = pictures(2);
  const auto loss = perceptual_loss(scales, content, style, made, kOptions);
  const auto coarse = [](const at::Tensor& x) { return at::avg_pool2d(x, 2); };
  const auto content_term = 2 * (coarse(made) - coarse(content)).square().mean().item<double>();
  const auto style_term = 3 * (efdm_loss(made, style) + efdm_loss(coarse(made), coarse(style)));
  CHECK(loss.content.value.item<double>() == Approx(content_term));
  CHECK(loss.style.value.item<double>() == Approx(style_term.item<double>()));
  CHECK(loss.total().item<double>() == Approx(content_term + style_term.item<double>()));
  CHECK(loss.negatives == Negatives{{1}, {0}});
}

TEST_CASE("The perceptual loss of one picture with itself is zero") {
  TwoScales scales;
  const auto x = pictures(1);
  const auto loss = perceptual_loss(scales, x, x, x, kOptions);
  CHECK(loss.total().item<double>() == 0);
  CHECK(loss.negatives == Negatives{{}});
}

TEST_CASE("The same style twice in a batch is no negative") {
  TwoScales scales;
  const auto style = pictures(1).repeat({2, 1, 1, 1});
  const auto loss = perceptual_loss(scales, pictures(2), style, pictures(2), kOptions);
  CHECK(loss.negatives == Negatives{{}, {}});
}

TEST_CASE("A perceptual term of weight zero is skipped with a reason and not computed") {
  TwoScales scales;
  auto options = kOptions;
  options.style_weight = 0;
  const auto loss = perceptual_loss(scales, pictures(2), pictures(2), pictures(2), options);
  CHECK(loss.style.skipped == "its weight is 0");
  CHECK(loss.style.value.item<double>() == 0);
  CHECK(loss.content.skipped.empty());
  CHECK(scales.asked == std::vector<std::string>{"coarse", "coarse"});
}

TEST_CASE("The perceptual loss has the right gradient on all three sides") {
  torch::manual_seed(1);  // Where two values are nearly equal their ranks change places: a kink.
  const auto report = test::check_gradients(
      [](const auto& in) {
        TwoScales scales;
        return std::vector{perceptual_loss(scales, in[0], in[1], in[2], kOptions).total()};
      },
      {pictures(1), pictures(1), pictures(1)});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
}

TEST_CASE("The perceptual loss with every option has the right gradient") {
  torch::manual_seed(1);
  const auto content = pictures(1), style = pictures(1);
  auto options = kOptions;
  options.in_spreads = options.content_normalised = true;
  options.smoothing = 0.5;
  options.gram_weight = 0.5;
  const auto report = test::check_gradients(
      [&](const auto& in) {
        TwoScales scales;
        return std::vector{perceptual_loss(scales, content, style, in[0], options).total()};
      },
      {pictures(1)});
  INFO(report.where);
  CHECK(report.worst < 1e-5);
}

TEST_CASE("Gram matrices count relative to the style's own") {
  TwoScales scales;
  const auto content = pictures(2), style = pictures(2), made = pictures(2);
  auto options = kOptions;
  options.gram_weight = 5;
  const auto gram = [](const at::Tensor& x) {
    return at::einsum("nchw,ndhw->ncd", {x, x}) / (x.size(2) * x.size(3));
  };
  const auto distance = [&](const at::Tensor& a, const at::Tensor& b) {
    const auto wanted = gram(b);
    const auto error = (gram(a) - wanted).square().sum({1, 2});
    return (error / wanted.square().sum({1, 2})).mean().item<double>();
  };
  const auto style_term = [&](const PerceptualOptions& with) {
    return perceptual_loss(scales, content, style, made, with).style.value.item<double>();
  };
  const auto coarse = [](const at::Tensor& x) { return at::avg_pool2d(x, 2); };
  const auto expected = 3 * 5 * (distance(made, style) + distance(coarse(made), coarse(style)));
  CHECK(style_term(options) - style_term(kOptions) == Approx(expected));
}

TEST_CASE("A style of nothing but zeros has a finite Gram distance") {
  TwoScales scales;
  auto options = kOptions;
  options.gram_weight = 1;
  const auto loss =
      perceptual_loss(scales, pictures(1), torch::zeros_like(pictures(1)), pictures(1), options);
  CHECK(std::isfinite(loss.total().item<double>()));
}

TEST_CASE("A style of another size needs interpolated quantiles") {
  TwoScales scales;
  const auto style = torch::rand({1, 3, 8, 8}, torch::kDouble);
  CHECK_THROWS(perceptual_loss(scales, pictures(1), style, pictures(1), kOptions));
  auto options = kOptions;
  options.sizes = SizeMismatch::interpolate;
  const auto loss = perceptual_loss(scales, pictures(1), style, pictures(1), options);
  CHECK(std::isfinite(loss.total().item<double>()));
}

TEST_CASE("In spreads the style term does not depend on the scale of the features") {
  /// The pictures, and the same a hundred times as large.
  struct Scaled : FeatureExtractor {
    std::vector<at::Tensor> features(const at::Tensor& pictures,
                                     const std::vector<std::string>& layers) override {
      return std::vector<at::Tensor>(layers.size(), scale * pictures);
    }
    std::string description() const override { return "scaled"; }
    double scale = 1;
  } scaled;
  const auto content = pictures(2), style = pictures(2), made = pictures(2);
  PerceptualOptions options{.style_layers = {"any"}, .in_spreads = true};
  options.smoothing = GENERATE(0.0, 0.5);
  const auto value = [&](double scale) {
    scaled.scale = scale;
    return perceptual_loss(scaled, content, style, made, options).style.value.item<double>();
  };
  CHECK(value(100) == Approx(value(1)));
  options.in_spreads = false;
  CHECK(value(100) != Approx(value(1)));
}

TEST_CASE("Smoothed values are a softmax over all that a sample has, times their number") {
  TwoScales scales;
  const auto style = pictures(2), made = pictures(2);
  const PerceptualOptions options{
      .content_weight = 0, .style_weight = 1, .style_layers = {"fine"}, .smoothing = 2};
  const auto smoothed = [](const at::Tensor& map) {
    return (72 * (2 * map).flatten(1).softmax(1)).view_as(map);
  };
  CHECK(perceptual_loss(scales, style, style, made, options).style.value.item<double>() ==
        Approx(efdm_loss(smoothed(made), smoothed(style)).item<double>()));
}

TEST_CASE("The normalised content's colours and contrasts are free") {
  TwoScales scales;
  const auto content = pictures(2);
  auto options = kOptions;
  options.style_weight = 0;
  options.content_normalised = true;
  const auto recoloured = 0.2 + 0.5 * content;
  CHECK(perceptual_loss(scales, content, content, recoloured, options).total().item<double>() <
        1e-4);
  CHECK(perceptual_loss(scales, content, content, pictures(2), options).total().item<double>() >
        0.1);
}

TEST_CASE("The perceptual loss refuses what is no batch of pictures") {
  TwoScales scales;
  CHECK_THROWS_WITH(perceptual_loss(scales, torch::rand({1, 4, 4, 4}), pictures(1), pictures(1)),
                    ContainsSubstring("content") && ContainsSubstring("[1, 4, 4, 4]"));
  CHECK_THROWS(perceptual_loss(scales, pictures(0), pictures(0), pictures(0)));
}

TEST_CASE("Negative weights and an empty list of layers are problems of the options") {
  CHECK(problems_of(kOptions).empty());
  const auto problems =
      problems_of(PerceptualOptions{.content_weight = -1, .style_weight = -2, .style_layers = {}});
  CHECK(problems.size() == 3);
  CHECK(test::has_problem(problems, "content_weight", at_least(0), "-1"));
  CHECK(test::has_problem(problems, "style_weight", at_least(0), "-2"));
  CHECK(test::has_problem(problems, "style_layers"));
}
