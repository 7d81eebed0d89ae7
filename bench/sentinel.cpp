// What the sentinel costs: time of the finite check against a whole training step, networks and
// sizes of configs/tiny_enhancer.toml and configs/tiny_style.toml (or larger ones), random
// pictures.
//
//   bench_sentinel STEPS THREADS [cpu|cuda] [SIZE BATCH WIDTH]
//
// Prints the median time of a step, of the check, and their quotient, for each network.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>

#include "lowlight/core/allocator.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/doctor/finite_check.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/training/adam.h"
#include "lowlight/training/enhancer_objective.h"
#include "lowlight/training/style_objective.h"

using namespace lowlight;

namespace {

struct Sizes {
  int64_t side = 64, batch = 4, width = 0;  ///< width 0: that of the tiny configuration
};

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void wait_for(c10::Device device) {
  if (device.is_cuda()) torch::cuda::synchronize();
}

double milliseconds(c10::Device device, const std::function<void()>& call) {
  wait_for(device);
  const auto start = std::chrono::steady_clock::now();
  call();
  wait_for(device);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

/// Steps of forward, backward and update, each followed by the check of all that the trainer
/// checks.
void measure(const char* name,
             torch::nn::Module& network,
             const std::vector<doctor::NamedTensor>& batch,
             const std::function<std::vector<LossTerm>()>& losses,
             int steps,
             c10::Device device) {
  training::Adam adam(network, {});
  std::vector<double> step_times, check_times;
  int64_t elements = 0;
  for (int step = -3; step < steps; ++step) {
    std::vector<doctor::NamedTensor> checked = batch;
    const double time = milliseconds(device, [&] {
      adam.clear_gradients();
      auto total = torch::zeros({}, device);
      for (const auto& term : losses()) {
        checked.emplace_back(term.name, term.value);
        total = total + term.value;
      }
      checked.emplace_back("total", total);
      total.backward();
      adam.clip_gradients(1);
      adam.step(1e-4);
    });
    for (const auto& parameter : network.named_parameters()) {
      if (parameter.value().grad().defined())
        checked.emplace_back(parameter.key(), parameter.value().grad());
    }
    bool finite = false;
    const double check = milliseconds(device, [&] { finite = doctor::all_finite(checked); });
    if (!finite) std::cerr << name << ": step " << step << " is not finite\n";
    if (step < 0) continue;
    step_times.push_back(time);
    check_times.push_back(check);
    elements = 0;
    for (const auto& tensor : checked) elements += tensor.second.numel();
  }
  const double step = median_of(step_times), check = median_of(check_times);
  std::cout << name << ": step " << step << " ms, check of " << elements << " numbers " << check
            << " ms, " << 100 * check / step << " %\n";
}

void measure_enhancer(int steps, c10::Device device, const Sizes& sizes) {
  models::Enhancer network(models::EnhancerOptions{
      .base_channels = sizes.width > 0 ? sizes.width : 4, .grid_cells = 8, .grid_depth = 4});
  network->to(device);
  const auto picture = [&] {
    return torch::rand({sizes.batch, 3, sizes.side, sizes.side}, device);
  };
  const training::EnhancerBatch batch{
      picture() * 0.1,
      picture(),
      picture(),
      torch::zeros({sizes.batch}, at::device(device).dtype(at::kBool))};
  measure(
      "enhancer",
      *network,
      {{"dark", batch.dark}, {"style", batch.style}, {"target", batch.target}},
      [&] { return training::enhancer_losses(network, batch, {}); },
      steps,
      device);
}

void measure_style(int steps, c10::Device device, const Sizes& sizes) {
  auto options = models::style_network_preset("partial_oct");
  options.base_channels = sizes.width > 0 ? sizes.width : 8;
  models::StyleNetwork network(options);
  auto vgg = models::normalised_vgg19();
  vgg.base_width = 8;
  models::VggFeatures features(vgg);
  network->to(device);
  features->to(device);
  const auto picture = [&] {
    return torch::rand({sizes.batch, 3, sizes.side, sizes.side}, device);
  };
  auto mask = torch::ones({sizes.batch, 1, sizes.side, sizes.side}, device);
  mask.slice(2, 4, 20).slice(3, 8, 30).zero_();
  const training::StyleBatch batch{picture(), picture(), mask};
  measure(
      "style",
      *network,
      {{"content", batch.content}, {"style", batch.style}, {"mask", batch.mask}},
      [&] { return training::style_objective(network, *features, batch).terms; },
      steps,
      device);
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 3 && argc != 4 && argc != 7) {
    std::cerr << "usage: bench_sentinel STEPS THREADS [cpu|cuda] [SIZE BATCH WIDTH]\n";
    return 2;
  }
  tune_allocator();
  torch::manual_seed(1);
  at::set_num_threads(std::atoi(argv[2]));
  const int steps = std::atoi(argv[1]);
  const auto device = resolve_device(argc > 3 ? argv[3] : "cpu");
  Sizes sizes;
  if (argc == 7) sizes = {std::atoll(argv[4]), std::atoll(argv[5]), std::atoll(argv[6])};
  measure_enhancer(steps, device, sizes);
  measure_style(steps, device, sizes);
}
