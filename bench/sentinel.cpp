// What the doctor costs against a whole training step: the finite check of all that the trainer
// checks, and a step written down operator by operator. Networks and sizes are those of
// configs/tiny_enhancer.toml and configs/tiny_style.toml, or larger ones; pictures are random.
//
//   bench_sentinel STEPS THREADS [cpu|cuda] [SIZE BATCH WIDTH]
//
// Prints medians: milliseconds of processor time (of the clock on a GPU) and parts of a step.
#include <torch/cuda.h>
#include <torch/nn/module.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <iostream>

#include "lowlight/core/allocator.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/doctor/finite_check.h"
#include "lowlight/doctor/trace.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "lowlight/tasks/style_objective.h"
#include "lowlight/training/adam.h"

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

/// Of the processor's time on a CPU (other programs do not count), of the clock on a GPU.
double milliseconds(c10::Device device, const std::function<void()>& call) {
  wait_for(device);
  const auto start = std::chrono::steady_clock::now();
  const auto start_ticks = std::clock();
  call();
  wait_for(device);
  const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  if (device.is_cuda()) return passed.count();
  return 1e3 * double(std::clock() - start_ticks) / CLOCKS_PER_SEC;
}

using Losses = std::function<std::vector<LossTerm>()>;

at::Tensor total_of(const std::vector<LossTerm>& terms) {
  auto total = terms.front().value;
  for (size_t i = 1; i < terms.size(); ++i) total = total + terms[i].value;
  return total;
}

/// One update; what the trainer checks of it.
std::vector<doctor::NamedTensor> take_step(torch::nn::Module& network,
                                           training::Adam& adam,
                                           const Losses& losses) {
  std::vector<doctor::NamedTensor> checked;
  adam.clear_gradients();
  const auto terms = losses();
  for (const auto& term : terms) checked.emplace_back(term.name, term.value);
  checked.emplace_back("total", total_of(terms));
  checked.back().second.backward();
  adam.clip_gradients(1);
  adam.step(1e-4);
  for (const auto& parameter : network.named_parameters()) {
    if (parameter.value().grad().defined())
      checked.emplace_back(parameter.key(), parameter.value().grad());
  }
  return checked;
}

void measure(const char* name,
             torch::nn::Module& network,
             const std::vector<doctor::NamedTensor>& batch,
             const Losses& losses,
             int steps,
             c10::Device device) {
  training::Adam adam(network, {});
  std::vector<double> step_times, check_times, trace_times;
  const doctor::Subject subject{{{"", &network}}, batch, {"mask"}, [&] {
                                  const auto terms = losses();
                                  return doctor::LossValues{total_of(terms), terms};
                                }};
  size_t operations = 0;
  for (int step = 0; step < steps; ++step) {
    std::vector<doctor::NamedTensor> checked;
    const double time = milliseconds(device, [&] { checked = take_step(network, adam, losses); });
    checked.insert(checked.end(), batch.begin(), batch.end());
    bool finite = false;
    const double check = milliseconds(device, [&] { finite = doctor::all_finite(checked); });
    if (!finite) std::cerr << name << ": step " << step << " is not finite\n";
    if (step < 3) continue;  // the first ones warm up
    step_times.push_back(time);
    check_times.push_back(check);
    trace_times.push_back(
        milliseconds(device, [&] { operations = doctor::observe(subject).operations.size(); }));
  }
  const double step = median_of(step_times);
  std::cout << name << ": step " << step << " ms, finite check " << median_of(check_times)
            << " ms = " << 100 * median_of(check_times) / step << " %, trace of " << operations
            << " operators " << median_of(trace_times) << " ms = " << median_of(trace_times) / step
            << " steps\n";
}

void measure_enhancer(int steps, c10::Device device, const Sizes& sizes) {
  models::Enhancer network(models::EnhancerOptions{
      .base_channels = sizes.width > 0 ? sizes.width : 4, .grid_cells = 8, .grid_depth = 4});
  network->to(device);
  const auto picture = [&] {
    return torch::rand({sizes.batch, 3, sizes.side, sizes.side}, device);
  };
  const tasks::EnhancerBatch batch{
      picture() * 0.1,
      picture(),
      picture(),
      torch::zeros({sizes.batch}, at::device(device).dtype(at::kBool))};
  measure(
      "enhancer",
      *network,
      {{"dark", batch.dark}, {"style", batch.style}, {"target", batch.target}},
      [&] { return tasks::enhancer_losses(network, batch, {}); },
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
  const tasks::StyleBatch batch{picture(), picture(), mask};
  measure(
      "style",
      *network,
      {{"content", batch.content}, {"style", batch.style}, {"mask", batch.mask}},
      [&] { return tasks::style_losses(network, *features, batch); },
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
