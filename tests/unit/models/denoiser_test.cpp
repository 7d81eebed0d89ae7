#include "lowlight/models/denoiser.h"

#include <ATen/CPUGeneratorImpl.h>
#include <c10/util/Exception.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <limits>
#include <string>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::models;

namespace {

const std::filesystem::path kWeights = LOWLIGHT_SOURCE_DIR "/models/denoiser.safetensors";

Denoiser small_denoiser() {
  torch::manual_seed(1);
  Denoiser denoiser(DenoiserOptions{.channels = {6, 8, 5}});
  denoiser->eval();
  return denoiser;
}

/// Codes of a scene 8 EV too dark: a slope with a bright square.
at::Tensor dark_scene(int64_t height, int64_t width) {
  auto scene = torch::linspace(0.5, 6, width).expand({1, 3, height, width}).clone();
  scene.slice(2, height / 4, height / 2).slice(3, width / 4, width / 2) += 8;
  return scene;
}

at::Tensor with_noise(const at::Tensor& codes, double deviation) {
  auto random = at::make_generator<at::CPUGeneratorImpl>(3);
  return (codes + deviation * torch::randn(codes.sizes(), random)).clamp_min(0).round();
}

double mean_error(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).square().mean().sqrt().item<double>();
}

}  // namespace

TEST_CASE("A denoiser takes pictures of any size and keeps it") {
  auto denoiser = small_denoiser();
  const torch::NoGradGuard no_gradients;
  for (const auto& size : std::vector<std::vector<int64_t>>{
           {1, 3, 1, 1}, {2, 3, 8, 16}, {1, 3, 13, 7}, {1, 3, 64, 1}}) {
    const auto clear = denoiser->forward(torch::rand(size) * 20, torch::ones({size[0]}));
    CHECK(clear.sizes() == at::IntArrayRef(size));
    CHECK(clear.isfinite().all().item<bool>());
    CHECK((clear > -1).all().item<bool>());
  }
}

TEST_CASE("A denoiser computes what its twin in PyTorch does") {
  auto known = io::read_safetensors(LOWLIGHT_TEST_DATA "/unit/models/denoiser.safetensors");
  const auto taken = [&](const char* name) {
    auto tensor = known.tensors.at(name);
    known.tensors.erase(name);
    return tensor;
  };
  const auto noisy = taken("noisy"), deviation = taken("deviation"), clear = taken("clear");
  Denoiser denoiser(DenoiserOptions{.channels = {4, 5, 6, 3}});
  io::assign_tensors(*denoiser, known.tensors, "known");
  const torch::NoGradGuard no_gradients;
  CHECK(torch::allclose(denoiser->forward(noisy, deviation), clear, 1e-4, 1e-5));
}

TEST_CASE("Each picture is denoised by itself, by its own deviation") {
  auto denoiser = small_denoiser();
  const torch::NoGradGuard no_gradients;
  const auto codes = torch::rand({2, 3, 16, 24}) * 20;
  const auto both = denoiser->forward(codes, torch::tensor({1.f, 4.f}));
  CHECK(torch::allclose(
      both.slice(0, 1), denoiser->forward(codes.slice(0, 1), torch::tensor({4.f})), 1e-4, 1e-4));
  CHECK_FALSE(torch::allclose(both.slice(0, 1),
                              denoiser->forward(codes.slice(0, 1), torch::tensor({1.f}))));
}

TEST_CASE("Gradients of a denoiser in double precision are those of differences") {
  auto denoiser = small_denoiser();
  denoiser->to(torch::kDouble);
  const auto deviation = torch::ones({1}, torch::kDouble);
  auto codes = (torch::rand({1, 3, 8, 8}, torch::kDouble) * 9 + 1).requires_grad_();
  const auto weights = torch::rand({1, 3, 8, 8}, torch::kDouble);
  const auto value = [&](const at::Tensor& x) {
    return (denoiser->forward(x, deviation) * weights).sum();
  };
  value(codes).backward();
  const torch::NoGradGuard no_gradients;
  for (const int64_t place : {0, 77, 191}) {
    auto step = torch::zeros({192}, torch::kDouble);
    step[place] = 1e-6;
    const auto moved = step.view({1, 3, 8, 8});
    const auto slope = (value(codes + moved) - value(codes - moved)) / 2e-6;
    CHECK(slope.item<double>() ==
          Approx(codes.grad().flatten()[place].item<double>()).epsilon(1e-5));
  }
}

TEST_CASE("Other shapes are refused with the rule and what was given") {
  auto denoiser = small_denoiser();
  const auto one = torch::ones({1});
  CHECK_THROWS_AS(denoiser->forward(torch::rand({3, 8, 8}), one), c10::ValueError);
  CHECK_THROWS_AS(denoiser->forward(torch::rand({1, 4, 8, 8}), one), c10::ValueError);
  CHECK_THROWS_AS(denoiser->forward(torch::rand({1, 3, 0, 8}), one), c10::ValueError);
  CHECK_THROWS_WITH(denoiser->forward(torch::rand({2, 3, 8, 8}), one),
                    ContainsSubstring("[N, 3, H, W]"));
}

TEST_CASE("A denoiser has one to eight levels") {
  using Keys = std::vector<std::string>;
  CHECK(problems_of(DenoiserOptions{}).empty());
  CHECK(test::keys_of(problems_of(DenoiserOptions{.channels = {}})) == Keys{"channels"});
  CHECK(test::keys_of(problems_of(DenoiserOptions{.channels = std::vector<int64_t>(9, 4)})) ==
        Keys{"channels"});
  CHECK_FALSE(problems_of(DenoiserOptions{.channels = {4, 0}}).empty());
}

TEST_CASE("The denoiser that ships takes most of the noise off a photo 8 EV too dark") {
  auto denoiser = load_denoiser(kWeights);
  const torch::NoGradGuard no_gradients;
  const auto scene = dark_scene(90, 121), noisy = with_noise(scene, 2.4);
  const auto clear = denoiser->forward(noisy, torch::full({1}, 2.2));
  CHECK(mean_error(clear, scene) < 0.45 * mean_error(noisy, scene));
  // Noise that is cut off at black makes black lighter.
  const auto black = torch::full({1, 3, 64, 64}, 0.2);
  const auto seen = with_noise(black, 2.4);
  CHECK(seen.mean().item<double>() > 0.9);
  CHECK(denoiser->forward(seen, torch::full({1}, 1.6)).mean().item<double>() <
        0.6 * seen.mean().item<double>());
}

TEST_CASE("A denoiser is saved and loaded, and other weights are refused by their name") {
  const test::TemporaryFolder folder;
  auto denoiser = small_denoiser();
  const auto path = folder / "denoiser.safetensors";
  const auto text = io::options_to_text(denoiser->options);
  io::save_checkpoint(path, *denoiser, {kDenoiserNetwork, text, 7, "", ""});
  const torch::NoGradGuard no_gradients;
  const auto codes = torch::rand({1, 3, 16, 16}) * 9, deviation = torch::ones({1});
  CHECK(torch::equal(load_denoiser(path)->forward(codes, deviation),
                     denoiser->forward(codes, deviation)));
  io::save_checkpoint(path, *denoiser, {"look", text, 7, "", ""});
  CHECK_THROWS_WITH(load_denoiser(path), ContainsSubstring("'look'"));
  const auto other = io::options_to_text(DenoiserOptions{.channels = {6, 9, 5}});
  io::save_checkpoint(path, *denoiser, {kDenoiserNetwork, other, 7, "", ""});
  CHECK_THROWS_WITH(load_denoiser(path), ContainsSubstring("down.1.first.weight"));
  const auto huge = io::options_to_text(DenoiserOptions{.channels = {1024, 1024}});
  io::save_checkpoint(path, *denoiser, {kDenoiserNetwork, huge, 7, "", ""});
  CHECK_THROWS_AS(load_denoiser(path), CheckpointError);
  denoiser->last->bias[0] = std::numeric_limits<float>::quiet_NaN();
  io::save_checkpoint(path, *denoiser, {kDenoiserNetwork, text, 7, "", ""});
  CHECK_THROWS_WITH(load_denoiser(path), ContainsSubstring("last.bias"));
  CHECK_THROWS_AS(load_denoiser(folder / "none.safetensors"), CheckpointError);
}
