// What a device does in a second, from memory to memory: bench/device/run.sh runs it.
//
//   bench_device cpu|cuda full|small PAINTER.safetensors
//
// Prints a row for each thing measured, "what | value", medians of the clock: the style network
// (aesfa) on 1024 × 1024 and 3840 × 2160 pixels in float32 and bfloat16 and how far the latter is
// off, the parts of enhancing a photo of 12 megapixels (by the loops of the CPU, then by tensors on
// the device), a painting of it (on the device), and the most memory. `small` has a 256th of the
// pixels.
#include <ATen/autocast_mode.h>
#include <torch/cuda.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>
#include <vector>

#include "../peak_memory.h"
#include "lowlight/core/allocator.h"
#include "lowlight/core/clock.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/device_picture.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/inference/painter.h"
#include "lowlight/models/look_finder.h"
#include "lowlight/models/style_network.h"
#include "lowlight/models/style_weights.h"

using namespace lowlight;

namespace {

void print(const std::string& what, double value, const char* unit) {
  std::printf("%-44s | %10.3f %s\n", what.c_str(), value, unit);
  std::fflush(stdout);
}

/// The median of a few turns, after one that warms up.
double milliseconds(c10::Device device, int turns, const std::function<void()>& work) {
  std::vector<double> times;
  for (int turn = 0; turn <= turns; ++turn) {
    const auto start = Clock::now();
    work();
    if (device.is_cuda()) torch::cuda::synchronize();
    if (turn > 0) times.push_back(1e3 * seconds_since(start));
  }
  std::ranges::nth_element(times, times.begin() + std::ptrdiff_t(times.size() / 2));
  return times[times.size() / 2];
}

/// The network in bfloat16, as training with trainer.precision has it.
class HalfPrecision {
 public:
  explicit HalfPrecision(c10::Device device) : device_(device.type()) {
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    at::autocast::set_autocast_enabled(device_, true);
  }
  ~HalfPrecision() {
    at::autocast::set_autocast_enabled(device_, false);
    at::autocast::clear_cache();
  }
  HalfPrecision(const HalfPrecision&) = delete;
  HalfPrecision& operator=(const HalfPrecision&) = delete;

 private:
  c10::DeviceType device_;
};

void measure_network(c10::Device device, int64_t height, int64_t width, int turns) {
  models::StyleNetwork network(models::style_network_preset("aesfa"));
  network->eval();
  network->to(device);
  const auto content = torch::rand({1, 3, height, width}, device),
             style = torch::rand({1, 3, height, width}, device);
  at::Tensor exact, rough;
  const auto size = std::to_string(width) + " x " + std::to_string(height);
  print("network, " + size + ", float32",
        milliseconds(device, turns, [&] { exact = network->forward(content, style).image; }),
        "ms");
  {
    const HalfPrecision half(device);
    print("network, " + size + ", bfloat16",
          milliseconds(device, turns, [&] { rough = network->forward(content, style).image; }),
          "ms");
  }
  print("  its greatest error, of 255", 255 * (rough - exact).abs().max().item<double>(), "");
}

/// A dark picture with noise.
imaging::Image dark_picture(int64_t width, int64_t height) {
  imaging::Image picture(width, height, 3, imaging::BitDepth::u8);
  const auto rows = torch::linspace(0, 40, height).view({height, 1, 1});
  const auto codes = (rows + torch::rand({height, width, 3}) * 12).to(at::kByte).contiguous();
  std::memcpy(picture.bytes().data(), codes.const_data_ptr(), picture.bytes().size());
  return picture;
}

imaging::ColourTable some_look() {
  constexpr int64_t kNodes = 17;
  const auto nodes =
      at::constant_pad_nd(models::node_colours(kNodes).square(), {0, 1}).contiguous();
  const float* numbers = nodes.data_ptr<float>();
  return {imaging::TableKind::cube, kNodes, {numbers, numbers + nodes.numel()}};
}

/// What an enhancer would decide for a dark picture: the curve, calming and a look.
imaging::PhotoTransform decided_for(const imaging::Image& picture) {
  const auto step = imaging::meter(imaging::shrink(picture, 256).unsqueeze(0));
  const auto codes = torch::linspace(0, 1, 256).unsqueeze(0);
  const auto tone = imaging::brighten(codes, step).clamp_max(1).contiguous();
  imaging::PhotoTransform transform;
  transform.tone = {tone.data_ptr<float>(), tone.data_ptr<float>() + tone.numel()};
  transform.calming = imaging::calming_for(imaging::noise_of(picture), transform.tone);
  const auto copy = imaging::shrink(picture, imaging::blotch_side(imaging::shape_of(picture)));
  transform.blotches = imaging::blotches_of(copy, transform.tone, transform.calming);
  transform.look = some_look();
  return transform;
}

void measure_on_cpu(const imaging::Image& picture, const imaging::PhotoTransform& all, int turns) {
  auto curve = all, calmed = all, in_look = all;
  curve.calming = in_look.calming = {};
  curve.look = calmed.look = {};
  auto result = picture.clone();
  const auto work = [&](const char* name, const imaging::PhotoTransform& transform) {
    const auto time = milliseconds(c10::kCPU, turns, [&] {
      imaging::transform_rows(picture, transform, 1 << 20, imaging::replace_rows_of(result));
    });
    print("picture on the CPU, " + std::string(name), time, "ms");
  };
  work("the curve", curve);
  work("the curve and calming", calmed);
  work("the curve and a look", in_look);
  work("all of it", all);
}

/// From codes on the device to codes on the device.
void measure_by_tensors(c10::Device device,
                        const imaging::Image& picture,
                        const imaging::PhotoTransform& all,
                        int turns) {
  const auto codes = imaging::to_rgb8_tensor(picture).to(device);
  const auto tone = at::tensor(all.tone).to(device);
  const auto work = [&](const char* name, auto change) {
    const auto time = milliseconds(device, turns, [&] {
      const auto toned = tone.take(codes.to(at::kLong));
      return (change(toned).clamp(0, 1) * 255).round().to(at::kByte);
    });
    print("picture by tensors, " + std::string(name), time, "ms");
  };
  const auto calm = [&](const at::Tensor& toned) { return imaging::calmed(toned, all.calming); };
  const auto look = [&](const at::Tensor& toned) { return imaging::in_look(toned, all.look); };
  work("the curve", [](const at::Tensor& toned) { return toned; });
  work("the curve and calming", calm);
  work("the curve and a look", look);
  work("all of it", [&](const at::Tensor& toned) { return look(calm(toned)); });
}

void measure_picture(
    c10::Device device, const char* weights, int64_t width, int64_t height, int turns) {
  const auto picture = dark_picture(width, height);
  const auto decided = decided_for(picture);
  measure_on_cpu(picture, decided, turns);
  measure_by_tensors(device, picture, decided, turns);

  const auto painter = inference::Painter::load(weights, device.str());
  const int64_t side = 128;
  const auto hand = models::load_style_network(weights)->encode_style(
      torch::rand({1, 3, side, side}), torch::ones({1, 1, side, side}));
  print("picture, a painting of it",
        milliseconds(device, turns, [&] { painter.paint(picture, hand); }),
        "ms");
}

void print_peak(c10::Device device) {
  if (device.is_cuda())
    print("most memory of the device", lowlight::bench::peak_of_device(device), "MB");
  print("most memory of the process", lowlight::bench::peak_of_process(), "MB");
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 4) {
    std::cerr << "usage: bench_device cpu|cuda full|small PAINTER.safetensors\n";
    return 2;
  }
  tune_allocator();
  torch::manual_seed(1);
  const auto device = resolve_device(argv[1]);
  const bool full = std::strcmp(argv[2], "full") == 0;
  const int64_t part = full ? 1 : 16;
  const int turns = full ? 5 : 1;
  const c10::InferenceMode no_gradients;
  measure_network(device, 1024 / part / 8 * 8, 1024 / part / 8 * 8, turns);
  measure_network(device, 2160 / part / 8 * 8, 3840 / part / 8 * 8, turns);
  measure_picture(device, argv[3], 4000 / part, 3000 / part, turns);
  print_peak(device);
}
