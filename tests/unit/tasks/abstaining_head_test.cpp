// A trained classifier of pixels gets a class "I do not know", and its head alone is trained.
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/optim/adam.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/losses/abstention.h"
#include "lowlight/metrics/outliers.h"
#include "lowlight/models/head_extension.h"
#include "support/catch.h"

using namespace lowlight;

namespace {

namespace nn = torch::nn;

constexpr int64_t kClasses = 3, kSide = 24;

struct PixelNetwork : nn::Module {
  explicit PixelNetwork(int64_t outputs) {
    features = register_module("features",
                               nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, 12, 1)),
                                              nn::BatchNorm2d(12),
                                              nn::Functional(torch::relu)));
    head = register_module("head", nn::Conv2d(nn::Conv2dOptions(12, outputs, 1)));
  }
  at::Tensor forward(const at::Tensor& pictures) {
    return head->forward(features->forward(pictures));
  }
  nn::Sequential features{nullptr};
  nn::Conv2d head{nullptr};
};

struct Pixels {
  at::Tensor pictures;  ///< [N, 3, H, W]
  at::Tensor classes;   ///< [N, H, W], of all pixels
  at::Tensor labels;    ///< the same with kOutlier where nothing is left of the class
};

/// Three colours in noise; with `dark`, a third of the pixels has the noise alone.
Pixels drawn_pixels(int64_t count, bool dark) {
  const auto classes = torch::randint(kClasses, {count, kSide, kSide}, at::kLong);
  const auto colours = torch::one_hot(classes, kClasses).permute({0, 3, 1, 2}).to(at::kFloat);
  const auto gone = torch::rand({count, kSide, kSide}) < (dark ? 1. / 3 : 0.);
  const auto light = torch::where(gone.unsqueeze(1), torch::zeros_like(colours), colours);
  return {
      light + 0.3 * torch::randn_like(light), classes, classes.masked_fill(gone, losses::kOutlier)};
}

template <class LossOf>
void train(nn::Module& trained, int steps, const LossOf& loss_of) {
  torch::optim::Adam adam(trained.parameters(), torch::optim::AdamOptions(0.02));
  trained.train();
  for (int step = 0; step < steps; ++step) {
    adam.zero_grad();
    loss_of().backward();
    adam.step();
  }
  trained.eval();
}

const io::NamedTensors& trained_on_bright_pixels() {
  static const auto tensors = [] {
    torch::manual_seed(1);
    PixelNetwork network(kClasses);
    train(network, 60, [&] {
      const auto pixels = drawn_pixels(4, false);
      return torch::cross_entropy_loss(network.forward(pixels.pictures), pixels.classes);
    });
    return io::module_tensors(network);
  }();
  return tensors;
}

/// How well outliers are told by the abstention class, or by the energy where no loss teaches that
/// class; how often the first classes are right; the root mean square of the differences of
/// neighbours' energies, and of outliers' energies.
struct Figures {
  double auroc, right, roughness, outlier_energy;
};

Figures figures_with(const losses::AbstentionOptions& options) {
  const auto& trained = trained_on_bright_pixels();
  torch::manual_seed(2);
  const auto network = std::make_shared<PixelNetwork>(kClasses + 1);
  models::assign_with_more_outputs(*network, trained, "head", "trained");
  models::HeadTraining training(network, "head");
  train(training, 60, [&] {
    const auto pixels = drawn_pixels(4, true);
    auto loss = torch::zeros({});
    for (const auto& term :
         losses::abstention_losses(network->forward(pixels.pictures), pixels.labels, options))
      loss = loss + term.value;
    return loss;
  });
  const torch::NoGradGuard no_gradients;
  const auto pixels = drawn_pixels(8, true);
  const auto logits = network->forward(pixels.pictures);
  const auto outlier = pixels.labels == losses::kOutlier;
  const auto doubt = options.abstention_weight > 0 ? logits.softmax(1).select(1, kClasses)
                                                   : losses::free_energy(logits);
  const auto right = logits.slice(1, 0, kClasses).argmax(1) == pixels.classes;
  const auto energy = losses::free_energy(logits);
  return {metrics::outlier_figures(doubt.flatten(), outlier.flatten()).auroc.value(),
          right.masked_select(~outlier).to(at::kDouble).mean().item<double>(),
          energy.diff(1, 2).square().mean().sqrt().item<double>(),
          energy.masked_select(outlier).square().mean().sqrt().item<double>()};
}

constexpr losses::AbstentionOptions kNone{.abstention_weight = 0,
                                          .hinge_weight = 0,
                                          .smoothness_weight = 0,
                                          .sparsity_weight = 0,
                                          .least_energy = 3,
                                          .inlier_margin = -6,
                                          .outlier_margin = -2};

}  // namespace

TEST_CASE("Each loss of abstention and all together teach a head to say what it does not know") {
  const auto before = figures_with(kNone);
  REQUIRE(before.right > 0.95);
  auto abstention = kNone, hinge = kNone, together = kNone;
  abstention.abstention_weight = 1;
  hinge.hinge_weight = 0.1;
  together.abstention_weight = 1, together.hinge_weight = 0.1;
  together.smoothness_weight = 1e-3, together.sparsity_weight = 1e-3;
  for (const auto& options : {abstention, hinge, together}) {
    const auto after = figures_with(options);
    CAPTURE(options.abstention_weight, options.hinge_weight, before.auroc, after.auroc);
    CHECK(after.auroc > 0.95);
    CHECK(after.auroc > before.auroc);
    CHECK(after.right > before.right - 0.02);
  }
}

TEST_CASE("Smoothness and sparsity alone even energies out and teach no doubt") {
  const auto before = figures_with(kNone);
  auto smoothness = kNone, sparsity = kNone;
  smoothness.smoothness_weight = 1e-3, sparsity.sparsity_weight = 1e-3;
  const auto smooth = figures_with(smoothness), sparse = figures_with(sparsity);
  CHECK(smooth.roughness < before.roughness / 10);
  CHECK(sparse.outlier_energy < before.outlier_energy / 10);
  // Nothing else holds the classes, so what they were is forgotten with it.
  CHECK(smooth.auroc < before.auroc);
  CHECK(sparse.auroc < before.auroc);
  CHECK(smooth.right < before.right);
  CHECK(sparse.right < before.right);
}
