#include "lowlight/models/look_finder.h"

#include <ATen/ATen.h>
#include <torch/nn/init.h>

#include <cmath>
#include <cstring>
#include <string>

#include "lowlight/core/check.h"
#include "lowlight/core/cielab.h"
#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/s_curve.h"
#include "lowlight/core/text.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/models/colour_statistics.h"
#include "lowlight/models/weights_file.h"

namespace lowlight::models {
namespace {

// Statistics further from the mean than so many spreads were rarely seen in training.
constexpr double kFarthest = 4;
constexpr double kFirstBases = 0.02;
// Of a chroma so much larger a colour is that much rarer in photos.
constexpr double kUsualChroma = 30;
// In plain photos looks of a size of 5 are found (the median of 14 photos).
constexpr double kFaint = 10;
// How much more than a size the same doubt counts, squared, and where looks are strong.
constexpr double kDoubt = 4, kDoubtOfStrength = 2;
// Where a look begins to be strong.
constexpr double kStrong = 18;

struct UsualFilm {
  double black = 0.02, white = 0.975, contrast = 1.12, saturation = 0.92;
};

/// Of tables [N, nodes³, 3].
int64_t nodes_of(const at::Tensor& tables) {
  const auto nodes = int64_t(std::lround(std::cbrt(double(tables.size(1)))));
  LOWLIGHT_CHECK(
      tables.dim() == 3 && tables.size(2) == 3 && nodes * nodes * nodes == tables.size(1),
      "usable_table: tables must be [N, nodes³, 3], got ",
      tables.sizes());
  return nodes;
}

/// [N, 1, 1]: the mean distance in CIELAB of two sets of tables [N, nodes³, 3] or [nodes³, 3],
/// whose nodes count by how near they are to grey, as most of a photo is.
at::Tensor seen_distance(const at::Tensor& tables, const at::Tensor& others) {
  const auto lab = [](const at::Tensor& colours) { return srgb_to_lab(colours.transpose(-1, -2)); };
  const auto nodes = lab(node_colours(nodes_of(tables)).unsqueeze(0));
  const auto chroma = nodes.slice(1, 1).square().sum(1).sqrt();
  const auto weights = (-chroma / kUsualChroma).exp();
  const auto moved = (lab(tables) - lab(others)).square().sum(1).sqrt();
  return ((moved * weights).sum(1) / weights.sum()).view({-1, 1, 1});
}

/// By how much tables move the nodes.
at::Tensor seen_size(const at::Tensor& tables) {
  return seen_distance(tables, node_colours(nodes_of(tables)).unsqueeze(0));
}

/// The usual film instead of tables as far as their size is faint beside kFaint and the doubt.
at::Tensor faded(const at::Tensor& tables, const at::Tensor& size, double doubt) {
  const auto square = size.square();
  const double faint = kFaint * kFaint + kDoubt * doubt * doubt;
  return usual_film(nodes_of(tables)).lerp(tables, square / (square + faint));
}

at::Tensor with_rising_greys(const at::Tensor& tables) {
  const int64_t nodes = nodes_of(tables), step = nodes * nodes + nodes + 1;
  const auto greys = tables.slice(1, 0, {}, step);  // [N, nodes, 3]
  const auto from_below = std::get<0>(greys.cummax(1));
  const auto from_above = -std::get<0>((-greys).flip(1).cummax(1)).flip(1);
  const auto lift = (from_below + from_above) / 2 - greys;
  const auto red = lift.select(2, 0).view({-1, 1, 1, nodes, 1});
  const auto green = lift.select(2, 1).view({-1, 1, nodes, 1, 1});
  const auto blue = lift.select(2, 2).view({-1, nodes, 1, 1, 1});
  const auto shape = std::vector<int64_t>{tables.size(0), nodes, nodes, nodes, 1};
  const auto added = at::cat({red.expand(shape), green.expand(shape), blue.expand(shape)}, 4);
  return (tables + added.flatten(1, 3)).clamp(0, 1);
}

/// The weights of such a finder, biases left out.
int64_t numbers_of(const LookFinderOptions& options) {
  const auto hidden = options.hidden, nodes = options.nodes;
  return (kColourStatistics + (options.layers - 1) * hidden + options.bases) * hidden +
         (kColourStatistics + 3 * nodes * nodes * nodes) * options.bases;
}

}  // namespace

at::Tensor usual_film(int64_t nodes) {
  constexpr UsualFilm film;
  const auto colours = node_colours(nodes);
  const auto curved = film.black + (film.white - film.black) * s_curve(colours, film.contrast);
  const auto grey = luma(curved.t().unsqueeze(2)).view({-1, 1});
  return grey + film.saturation * (curved - grey);
}

LookFinderImpl::LookFinderImpl(LookFinderOptions options_) : options(options_) {
  require_valid("LookFinder", options);
  reset();
}

void LookFinderImpl::reset() {
  hidden.clear();
  input = register_module("input", torch::nn::Linear(kColourStatistics, options.hidden));
  for (int64_t i = 1; i < options.layers; ++i) {
    hidden.push_back(
        register_module(numbered("hidden", i), torch::nn::Linear(options.hidden, options.hidden)));
  }
  output = register_module("output", torch::nn::Linear(options.hidden, options.bases));
  direct = register_module(
      "direct",
      torch::nn::Linear(torch::nn::LinearOptions(kColourStatistics, options.bases).bias(false)));
  dropout = register_module("dropout", torch::nn::Dropout(options.dropout));
  const int64_t numbers = 3 * options.nodes * options.nodes * options.nodes;
  mean = register_buffer("mean", at::zeros({kColourStatistics}));
  spread = register_buffer("spread", at::ones({kColourStatistics}));
  bases = register_parameter("bases", at::randn({options.bases, numbers}) * kFirstBases);
  torch::nn::init::zeros_(output->weight);
  torch::nn::init::zeros_(output->bias);
  torch::nn::init::zeros_(direct->weight);
}

at::Tensor LookFinderImpl::forward(const at::Tensor& pixels) {
  return read(colour_statistics(pixels));
}

at::Tensor LookFinderImpl::read(const at::Tensor& statistics) {
  const auto seen = ((statistics - mean) / spread).clamp(-kFarthest, kFarthest);
  auto x = at::silu(input(dropout(seen)));
  for (auto& layer : hidden) x = x + at::silu(layer(dropout(x)));
  const auto coefficients = output(dropout(x)) + direct(seen);
  const auto offsets = coefficients.matmul(bases).view({statistics.size(0), -1, 3});
  return node_colours(options.nodes).to(offsets.options()) + offsets;
}

at::Tensor node_colours(int64_t nodes) {
  const auto steps = at::linspace(0, 1, nodes);
  const auto axes = at::meshgrid({steps, steps, steps}, "ij");  // blue, green, red
  return at::stack({axes[2].flatten(), axes[1].flatten(), axes[0].flatten()}, 1);
}

FoundLook found_look(const at::Tensor& tables) {
  const auto whole = tables.slice(0, 0, 1), parts = tables.slice(0, 1);
  if (parts.size(0) == 0) return {whole, 0};
  const auto mean = parts.mean(0, true);
  return {(whole + mean) / 2, seen_distance(parts, mean).square().mean().sqrt().item<double>()};
}

at::Tensor usable_table(const FoundLook& look) {
  return with_rising_greys(faded(look.table, seen_size(look.table), look.doubt));
}

at::Tensor usable_table(const FoundLook& strong, const FoundLook& faint) {
  const auto size = seen_size(faint.table), mean_size = (seen_size(strong.table) + size) / 2;
  const double doubt = (strong.doubt + faint.doubt) / 2;
  const auto sure = (mean_size.square() - kDoubtOfStrength * doubt * doubt).clamp_min(0).pow(4);
  const auto usual = faded(faint.table, size, faint.doubt);
  return with_rising_greys(usual.lerp(strong.table, sure / (sure + std::pow(kStrong, 8))));
}

at::Tensor LookFinders::table(const at::Tensor& pixels) {
  const auto statistics = colour_statistics(pixels);
  const auto found = found_look(strong->read(statistics));
  return (faint ? usable_table(found, found_look(faint->read(statistics)))
                : usable_table(found))[0];
}

LookFinders load_look_finders(const std::filesystem::path& path) {
  const auto info = io::read_checkpoint_info(path);
  if (info.network != kLookNetwork) {
    throw CheckpointError(path.string(),
                          {"holds the network '" + info.network + "', not one that finds looks"});
  }
  const auto options = options_of<LookFinderOptions>(info, path);
  io::NamedTensors strong, faint;
  for (auto& [name, tensor] : read_weights(path)) {
    const bool second = name.starts_with(kFaintPrefix);
    auto& place = second ? faint : strong;
    place[second ? name.substr(std::strlen(kFaintPrefix)) : name] = tensor;
  }
  const auto finder = [&](const io::NamedTensors& tensors) {
    require_numbers(tensors, numbers_of(options), path);
    LookFinder result(options);
    io::assign_tensors(*result, tensors, path.string());
    result->eval();
    return result;
  };
  return {finder(strong), faint.empty() ? LookFinder(nullptr) : finder(faint)};
}

}  // namespace lowlight::models
