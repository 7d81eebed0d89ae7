#include "inference/stored_look.h"

#include <c10/core/CachingDeviceAllocator.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "inference/device_memory.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/error.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"

namespace lowlight::inference {
namespace {

models::Enhancer load(const std::filesystem::path& path) {
  const auto info = io::read_checkpoint_info(path);
  if (info.network != "enhancer") {
    throw CheckpointError(path.string(),
                          {"holds the network '" + info.network + "', not an enhancer"});
  }
  models::Enhancer enhancer(
      io::options_from_text<models::EnhancerOptions>(info.options, path.string()));
  io::load_checkpoint(path, *enhancer);
  enhancer->eval();
  return enhancer;
}

/// [1, 12, D, h, w], channel 4·row + column → the layout of full-size slicing.
imaging::AffineGrid to_affine_grid(const torch::Tensor& grid) {
  imaging::AffineGrid result{grid.size(4), grid.size(3), grid.size(2), {}};
  const auto cells =
      grid[0].view({3, 4, result.depth, result.height, result.width}).permute({3, 4, 2, 1, 0});
  const auto padded = torch::constant_pad_nd(cells, {0, 1}).contiguous();
  result.corrections.assign(padded.data_ptr<float>(), padded.data_ptr<float>() + padded.numel());
  return result;
}

}  // namespace

StoredLook::StoredLook(const EnhanceSettings& settings)
    : wanted_(resolve_device(settings.device)),
      may_leave_(settings.device == "auto" && !wanted_.is_cpu()) {
  const torch::NoGradGuard no_gradients;
  on_cpu_.network = load(find_model(model_places(settings.model, kStoredLookModel)));
  on_cpu_.look = on_cpu_.network->stored_look();
  on_device_ = step_down<Placed>([&] { return copied(on_cpu_, wanted_); }, [&] { return on_cpu_; });
}

imaging::AffineGrid StoredLook::corrections(const at::Tensor& picture,
                                            std::vector<std::string>* warnings) const {
  const torch::NoGradGuard no_gradients;
  const auto read = large_enough(picture);
  auto where = on_device_.device;
  const auto on_cpu = [&] {
    where = on_cpu_.device;
    return grid_of(on_cpu_, read);
  };
  const auto grid = step_down<at::Tensor>([&] { return grid_of(on_device_, read); }, on_cpu);
  if (where != wanted_ && warnings) {
    warnings->push_back("the GPU has no memory left: the colours were worked out on the CPU");
  }
  return to_affine_grid(grid);
}

StoredLook::Placed StoredLook::copied(const Placed& from, c10::Device device) {
  if (device == from.device) return from;
  const auto on = [&](const torch::Tensor& band) {
    return band.defined() ? band.to(device) : band;
  };
  const auto copy = from.network->clone(device);
  copy->eval();
  return {models::Enhancer(std::dynamic_pointer_cast<models::EnhancerImpl>(copy)),
          {on(from.look.high), on(from.look.low)},
          device};
}

/// The grid, on the CPU, wherever the network is.
at::Tensor StoredLook::grid_of(const Placed& placed, const at::Tensor& picture) {
  return placed.network.ptr()->forward(picture.to(placed.device), placed.look).to(torch::kCPU);
}

/// The encoder needs pictures of some pixels: smaller ones are repeated at their edge.
at::Tensor StoredLook::large_enough(const at::Tensor& picture) const {
  const int64_t side = on_cpu_.network->content_encoder->options.too_small() + 1;
  const int64_t below = std::max<int64_t>(0, side - picture.size(2));
  const int64_t beside = std::max<int64_t>(0, side - picture.size(3));
  return torch::replication_pad2d(picture, {0, beside, 0, below});
}

template <class Result>
Result StoredLook::step_down(std::function<Result()> run,
                             std::function<Result()> run_on_cpu) const {
  static DeviceMemory memory;
  const auto free_memory = [&] { at::getDeviceAllocator(wanted_.type())->emptyCache(); };
  return memory.run<Result>({.run = std::move(run),
                             .free_memory = free_memory,
                             .run_elsewhere = may_leave_ ? std::move(run_on_cpu) : nullptr});
}

}  // namespace lowlight::inference
