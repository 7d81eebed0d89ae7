// Time of one training step of the style network, random weights: forward,
// content and style distances in the features of a small VGG, backward, Adam.
//
//   bench_style_training SIZE BATCH CHANNELS REPEATS THREADS [cpu|cuda [partial_oct|aesfa]]
//
// Memory is kept, as the programs do. Prints the milliseconds of each step after two that warm up,
// and the most memory of the GPU, or of the process on the CPU.
// bench/compare_style_training.py sets them beside the Python reference.
#include <torch/cuda.h>
#include <torch/types.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "lowlight/core/allocator.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/losses/perceptual.h"
#include "lowlight/models/style_network.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/training/adam.h"
#include "peak_memory.h"

int main(int argc, char* argv[]) {
  if (argc < 6 || argc > 8) {
    std::cerr
        << "usage: bench_style_training SIZE BATCH CHANNELS REPEATS THREADS [cpu|cuda [PRESET]]\n";
    return 2;
  }
  const int64_t size = std::atoll(argv[1]), batch = std::atoll(argv[2]);
  const int repeats = std::atoi(argv[4]);
  const auto device = lowlight::resolve_device(argc > 6 ? argv[6] : "cpu");
  lowlight::tune_allocator();
  at::set_num_threads(std::atoi(argv[5]));

  auto options = lowlight::models::style_network_preset(argc > 7 ? argv[7] : "partial_oct");
  options.base_channels = std::atoll(argv[3]);
  lowlight::models::StyleNetwork network(options);
  network->to(device);
  lowlight::training::Adam adam(*network, {});
  auto perceptual = lowlight::models::normalised_vgg19();
  perceptual.base_width = 8;
  lowlight::models::VggFeatures features(perceptual);
  features->to(device);
  const auto content = torch::rand({batch, 3, size, size}, device),
             style = torch::rand({batch, 3, size, size}, device),
             mask = options.partial_style_encoder ? torch::ones({batch, 1, size, size}, device)
                                                  : at::Tensor();

  std::cout << "{\"milliseconds\": [";
  for (int step = -2; step < repeats; ++step) {
    const auto start = std::chrono::steady_clock::now();
    const auto image = network->forward(content, style, mask).image;
    const auto loss = lowlight::losses::perceptual_loss(*features, content, style, image).total();
    adam.clear_gradients();
    loss.backward();
    adam.step(1e-4);
    if (device.is_cuda()) torch::cuda::synchronize();
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    if (!loss.isfinite().item<bool>()) return 1;
    if (step >= 0) std::cout << (step > 0 ? ", " : "") << time.count();
  }
  std::cout << "], \"peak_megabytes\": "
            << (device.is_cuda() ? lowlight::bench::peak_of_device(device)
                                 : lowlight::bench::peak_of_process())
            << "}\n";
}
