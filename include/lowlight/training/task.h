// What can be trained: the interface between a network with its data and losses, and the trainer.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/ranks.h"
#include "lowlight/doctor/diagnosis.h"
#include "lowlight/doctor/trace.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/training/preview.h"

namespace torch::nn {
class Module;
}

namespace lowlight::training {

/// One training example, on the CPU.
struct Sample {
  std::map<std::string, at::Tensor> tensors;
  std::vector<std::string> files;     ///< the files it was made of, for reports
  std::vector<std::string> warnings;  ///< the photos that were passed over and why
  std::vector<std::string> masks{};   ///< which of the tensors are masks
};

/// Samples side by side: each tensor has one more dimension in front.
struct Batch {
  std::map<std::string, at::Tensor> tensors;
  std::vector<std::string> files;
  std::vector<std::string> masks{};  ///< which of the tensors are masks
  BatchPart part{};                  ///< where other processes hold the rest of the batch
};

/// A network together with what it is trained on and for.
class Task {
 public:
  virtual ~Task() = default;

  /// What checkpoints hold, averages follow and validation judges.
  virtual torch::nn::Module& network() = 0;

  /// All that the optimiser moves: the network, or a module that holds it beside what exists only
  /// to train it (a discriminator).
  virtual torch::nn::Module& trained() { return network(); }

  /// Sample n ≥ 0 of the endless training set. A function of n alone: it is called from several
  /// threads, ahead of time, and again after a resume. Samples of one task have equal shapes.
  virtual Sample sample(int64_t n) const = 0;

  /// The weighted terms of the loss of a batch that lies on the network's device, with the graph
  /// for their gradients: the trainer minimises their sum.
  virtual std::vector<LossTerm> losses(const Batch& batch) = 0;

  /// How many samples are held out to judge the network by; 0 where there are none.
  virtual int64_t validation_size() const { return 0; }
  /// Held-out sample n < validation_size(), the same each time.
  virtual Sample validation_sample(int64_t n) const;

  /// Networks of the loss that are not trained, by name: features.
  virtual std::vector<doctor::NamedModule> fixed_modules() const { return {}; }
  /// What those were trained on, where that is known: the doctor compares it with what they get.
  virtual std::vector<doctor::InputUnits> units() const { return {}; }

  /// What the network does with a batch, without gradients; empty where there is nothing to see.
  virtual Preview preview(const Batch&) { return {}; }

  /// Figures of a held-out batch and its preview beyond its losses, the lower the better, by name;
  /// validation takes their means. The same names each time.
  virtual std::vector<std::pair<std::string, double>> figures(const Batch&, const Preview&) {
    return {};
  }

  /// Kind, options and data of the network, for its checkpoints; step and parent are the trainer's.
  virtual io::CheckpointInfo info() const = 0;

  /// What a reader of the log should know, a sentence each: how many photos, which features.
  virtual std::vector<std::string> notes() const { return {}; }

  /// Moves what belongs to the task but not to the network (feature extractors) to the network's
  /// device.
  virtual void to(c10::Device) {}
};

/// The sum of the terms' values; there must be a term.
at::Tensor total_of(const std::vector<LossTerm>& terms);

/// Stacks samples; all must have the same tensors with the same shapes, and the same masks.
Batch stacked(const std::vector<Sample>& samples);

}  // namespace lowlight::training
