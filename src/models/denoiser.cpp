#include "lowlight/models/denoiser.h"

#include <ATen/ATen.h>

#include <string>

#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/models/weights_file.h"
#include "models/cosine_thresholding.h"

namespace lowlight::models {
namespace {

constexpr size_t kMostLevels = 8;
constexpr int64_t kColours = 3, kPhases = 4;
// The phases of the codes, those of the first estimate and the deviation.
constexpr int64_t kInputs = 2 * kColours * kPhases + 1;

torch::nn::Conv2d convolution(int64_t inputs, int64_t outputs, int64_t side) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(inputs, outputs, side).padding(side / 2));
}

at::Tensor doubled(const at::Tensor& map) {
  return at::upsample_bilinear2d(map, {map.size(2) * 2, map.size(3) * 2}, false);
}

/// The weights of such a denoiser, biases left out.
int64_t weights_of(const DenoiserOptions& options) {
  const auto& channels = options.channels;
  int64_t numbers = channels[0] * 9 * (kInputs + channels[0] + kColours * kPhases);
  for (size_t i = 1; i < channels.size(); ++i) {
    const auto fine = channels[i - 1], coarse = channels[i];
    numbers += coarse * 9 * (fine + coarse) + fine * coarse + fine * 9 * (2 * fine + fine);
  }
  return numbers;
}

}  // namespace

void DenoiserOptions::check(Problems& problems) const {
  if (channels.empty() || channels.size() > kMostLevels)
    problems.push_back({"channels", "must be one to eight numbers"});
}

void TwoConvolutionsImpl::reset() {
  first = register_module("first", convolution(inputs_, outputs_, 3));
  second = register_module("second", convolution(outputs_, outputs_, 3));
}

DenoiserImpl::DenoiserImpl(DenoiserOptions options_) : options(std::move(options_)) {
  require_valid("Denoiser", options);
  reset();
}

void DenoiserImpl::reset() {
  const auto& channels = options.channels;
  down = register_module("down", torch::nn::ModuleList());
  narrow = register_module("narrow", torch::nn::ModuleList());
  up = register_module("up", torch::nn::ModuleList());
  down->push_back(TwoConvolutions(kInputs, channels[0]));
  for (size_t i = 1; i < channels.size(); ++i) {
    const auto fine = channels[i - 1], coarse = channels[i];
    down->push_back(TwoConvolutions(fine, coarse));
    narrow->push_back(convolution(coarse, fine, 1));
    up->push_back(TwoConvolutions(2 * fine, fine));
  }
  last = register_module("last", convolution(channels[0], kColours * kPhases, 3));
}

at::Tensor DenoiserImpl::forward(const at::Tensor& codes, const at::Tensor& deviation) {
  LOWLIGHT_CHECK(codes.dim() == 4 && codes.size(1) == kColours && codes.numel() > 0 &&
                     deviation.dim() == 1 && deviation.size(0) == codes.size(0),
                 "Denoiser: codes must be [N, 3, H, W], not empty, and deviation [N], got ",
                 codes.sizes(),
                 " and ",
                 deviation.sizes());
  const auto height = codes.size(2), width = codes.size(3);
  const int64_t step = int64_t{1} << options.channels.size();
  const auto missing = [&](int64_t length) { return (step - length % step) % step; };
  const auto padded = at::replication_pad2d(codes, {0, missing(width), 0, missing(height)});
  const auto sigma = deviation.view({-1, 1, 1, 1});
  const auto estimate = (cosine_thresholded(padded, deviation) / sigma).clamp_min(0).log1p();
  auto x = at::pixel_unshuffle(at::cat({(padded / sigma).log1p(), estimate}, 1), 2);
  x = at::cat({x, sigma.log().expand({-1, 1, x.size(2), x.size(3)})}, 1);
  // With the channels of a pixel side by side convolutions take two thirds of the time.
  x = x.contiguous(at::MemoryFormat::ChannelsLast);
  std::vector<at::Tensor> seen;
  for (size_t i = 0; i < down->size(); ++i) {
    x = down->ptr<TwoConvolutionsImpl>(i)->forward(i == 0 ? x : at::avg_pool2d(x, 2));
    seen.push_back(x);
  }
  for (size_t i = up->size(); i-- > 0;) {
    const auto coarse = doubled(narrow->ptr<torch::nn::Conv2dImpl>(i)->forward(x));
    x = up->ptr<TwoConvolutionsImpl>(i)->forward(at::cat({coarse, seen[i]}, 1));
  }
  const auto clear = (estimate + at::pixel_shuffle(last(x), 2)).expm1() * sigma;
  return clear.slice(2, 0, height).slice(3, 0, width).contiguous();
}

Denoiser load_denoiser(const std::filesystem::path& path) {
  const auto info = io::read_checkpoint_info(path);
  if (info.network != kDenoiserNetwork) {
    throw CheckpointError(
        path.string(), {"holds the network '" + info.network + "', not one that takes noise off"});
  }
  const auto options = options_of<DenoiserOptions>(info, path);
  const auto tensors = read_weights(path);
  require_numbers(tensors, weights_of(options), path);
  Denoiser denoiser(options);
  io::assign_tensors(*denoiser, tensors, path.string());
  denoiser->eval();
  return denoiser;
}

}  // namespace lowlight::models
