// The network that tells what was done to a photo from the photo alone.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <filesystem>
#include <vector>

#include "lowlight/core/rule.h"

namespace lowlight::models {

struct LookFinderOptions {
  int64_t hidden = 384;
  int64_t layers = 2;
  int64_t bases = 64;
  int64_t nodes = 9;
  double dropout = 0.15;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("hidden", self.hidden, in(1, 4096), "numbers in each hidden layer");
    visit("layers", self.layers, in(1, 16), "hidden layers");
    visit("bases", self.bases, in(1, 1024), "tables that a look is mixed of");
    visit("nodes", self.nodes, in(2, 33), "nodes of a table along each axis of colour");
    visit("dropout", self.dropout, in(0, 0.9), "share of numbers left out in training");
  }

  bool operator==(const LookFinderOptions&) const = default;
};

/// z = clamp((colour_statistics(pixels) − mean) / spread, ±4);
/// x = silu(input(z)), x += silu(hidden_i(x)); c = output(x) + direct(z);
/// table = identity + Σ c_k bases_k.
///
/// A look is a mixture of learned tables, as in image-adaptive 3D tables (Zeng et al., arXiv
/// 2009.14468), but read off the picture that has the look. `mean` and `spread` are buffers that
/// training sets; output and direct start at zero, so an untrained finder finds no look.
class LookFinderImpl : public torch::nn::Cloneable<LookFinderImpl> {
 public:
  explicit LookFinderImpl(LookFinderOptions options);
  void reset() override;

  /// pixels [N, 3, P] in [0, 1], in any order → tables [N, nodes³, 3]: what became of each node's
  /// colour, the nodes as in imaging::ColourTable. Not clamped.
  at::Tensor forward(const at::Tensor& pixels);

  /// The same of colour_statistics(pixels).
  at::Tensor read(const at::Tensor& statistics);

  LookFinderOptions options;
  torch::nn::Linear input{nullptr};
  std::vector<torch::nn::Linear> hidden;
  torch::nn::Linear output{nullptr};
  torch::nn::Linear direct{nullptr};
  torch::nn::Dropout dropout{nullptr};
  torch::Tensor mean;    ///< [kColourStatistics]
  torch::Tensor spread;  ///< [kColourStatistics], above 0
  torch::Tensor bases;   ///< [bases, nodes³ · 3]
};
TORCH_MODULE(LookFinder);

/// The colours of the nodes of a cube: [nodes³, 3] in [0, 1], red running fastest.
at::Tensor node_colours(int64_t nodes);

/// What films have in common, [nodes³, 3]: black at 0.02 and white at 0.975 with an S-curve of
/// exponent 1.12 between them in each channel, and 0.92 of the saturation.
at::Tensor usual_film(int64_t nodes);

/// What a network's answers to a photo and to parts of it say together.
struct FoundLook {
  at::Tensor table;  ///< [N, nodes³, 3]
  double doubt = 0;  ///< how far the parts are from one another, as usable_table's sizes are
};

/// tables [1 + M, nodes³, 3], those of a photo and of M parts of it → the mean [1, nodes³, 3] of
/// the photo's and the mean of the parts', and the root mean square distance of these from their
/// mean: what holds in all parts is a look, what differs from part to part is the scene.
FoundLook found_look(const at::Tensor& tables);

/// Tables [N, nodes³, 3] as they can be used. Faint ones say little, for as much is read into
/// photos without a look, and so do doubtful ones: with w = s² / (s² + 10² + 4 doubt²), s being the
/// mean distance in CIELAB by which they move the nodes, weighted by exp(−chroma / 30), w of the
/// table and 1 − w of usual_film are mixed. Where greys would not rise with grey, each channel's
/// curve of them is lifted to the nearest that does, and what was added at a grey is added wherever
/// that channel has this value; then all is clamped to [0, 1].
at::Tensor usable_table(const FoundLook& look);

/// The same of two networks' answers, `strong` of the one that is better at strong looks, `faint`
/// of the other: w of strong and 1 − w of what usable_table mixes of faint, with
/// w = s⁸ / (s⁸ + 18⁸), s² being the square of the mean of both sizes less twice that of the mean
/// of both doubts, and not below 0.
at::Tensor usable_table(const FoundLook& strong, const FoundLook& faint);

/// The network kind that checkpoints of look finders carry.
inline constexpr const char* kLookNetwork = "look";

/// Before the names of the second network's tensors in a file of two (tools/join_looks.py).
inline constexpr const char* kFaintPrefix = "faint.";

/// The networks of a file, ready to use.
struct LookFinders {
  LookFinder strong{nullptr};
  LookFinder faint{nullptr};  ///< None where the file holds one network, as trainings write it.

  /// pixels [1 + M, 3, P] in [0, 1], of a photo and of M parts of it → the usable table of the look
  /// that was found, [nodes³, 3].
  at::Tensor table(const at::Tensor& pixels);
};

/// The finders of a checkpoint. Throws CheckpointError where the file is missing, damaged or
/// another network's, or holds a number that is none (models/weights_file.h): names and shapes are
/// listed.
LookFinders load_look_finders(const std::filesystem::path& path);

}  // namespace lowlight::models
