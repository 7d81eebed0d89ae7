// Time of one forward pass of the style network, preset aesfa, random weights, float32 on the CPU.
//
//   bench_style_network SIZE REPEATS THREADS as-it-comes|best
//
// "best" is what the programs do: memory is kept, feature maps are channels-last. Prints the
// milliseconds of each pass after one that warms up. bench/compare_style_network.py sets them
// beside the Python reference.
#include <torch/types.h>

#include <chrono>
#include <cstring>
#include <iostream>

#include "lowlight/core/allocator.h"
#include "lowlight/models/style_network.h"

int main(int argc, char* argv[]) {
  if (argc != 5) {
    std::cerr << "usage: bench_style_network SIZE REPEATS THREADS as-it-comes|best\n";
    return 2;
  }
  const int64_t size = std::atoll(argv[1]);
  const int repeats = std::atoi(argv[2]);
  const bool best = std::strcmp(argv[4], "best") == 0;
  if (best) lowlight::tune_allocator();
  at::set_num_threads(std::atoi(argv[3]));

  const c10::InferenceMode no_gradients;
  lowlight::models::StyleNetwork network(lowlight::models::style_network_preset("aesfa"));
  network->eval();
  auto content = torch::rand({1, 3, size, size});
  auto style = torch::rand({1, 3, size, size});
  if (best) {
    for (auto* picture : {&content, &style}) {
      *picture = picture->contiguous(at::MemoryFormat::ChannelsLast);
    }
    for (auto& parameter : network->parameters()) {
      if (parameter.dim() == 4) {
        parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
      }
    }
  }

  std::cout << "{\"milliseconds\": [";
  for (int pass = 0; pass <= repeats; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    const auto output = network->forward(content, style);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    if (!output.image.isfinite().all().item<bool>()) return 1;
    if (pass > 0) std::cout << (pass > 1 ? ", " : "") << time.count();
  }
  std::cout << "]}\n";
}
