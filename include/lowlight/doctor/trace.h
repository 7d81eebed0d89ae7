// One training step written down: every operator, forward and backward, with what went in and out.
//
// LibTorch's modules have no hooks in C++. The trace listens to the dispatcher instead, which every
// operator passes (docs/decisions/0006-observation.md): no line in any block or loss knows of it,
// and it costs nothing while no trace is taken.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/doctor/finite_check.h"
#include "lowlight/doctor/tensor_statistics.h"

namespace torch::nn {
class Module;
}

namespace lowlight::doctor {

/// A network under its name: "" for the one that is trained, a name for others it is trained
/// against ("features"). Weights are then called by their registered names after it.
using NamedModule = std::pair<std::string, const torch::nn::Module*>;

/// What a loss function returns: the sum to minimise and what it is made of.
struct LossValues {
  at::Tensor total;
  std::vector<LossTerm> terms;
};

/// Where the contents of a value came from at first.
enum class Origin {
  operation,  ///< an operator made it
  batch,      ///< a tensor of the batch
  parameter,  ///< a learned weight
  buffer,     ///< a registered tensor that is not learned
  unknown,    ///< was there before the step and has no name: a constant
};

/// The contents of a tensor at one moment: an operator in place makes a new value.
struct Value {
  std::string name{};  ///< the batch tensor or weight; "" for what an operator made
  Origin origin = Origin::operation;
  int64_t producer = -1;      ///< index of the operation that made it, −1 for none
  int64_t memory = -1;        ///< equal for values that begin at the same address
  bool from_data = false;     ///< computed from a tensor of the batch that is no mask
  bool from_mask = false;     ///< computed from a mask of the batch
  bool from_weights = false;  ///< computed from weights
  std::string owner{};        ///< the module whose weights alone it was computed from
  TensorStatistics statistics{};

  /// A mask, its window sum, its ratio …: whatever tells of validity and not of the picture.
  bool is_mask() const { return from_mask && !from_data; }
};

/// A tensor an operator read, under the name its schema gives the argument.
struct Argument {
  std::string name;
  int64_t value = -1;
};

/// One operator that ran. Composite operators are written down as the ones they consist of.
struct Operation {
  std::string name{};                       ///< "aten::convolution"
  std::vector<Argument> inputs{};           ///< tensors
  std::map<std::string, double> numbers{};  ///< scalar arguments; lists count as their elements,
                                            ///< "stride.0", "stride.1"
  std::vector<int64_t> outputs{};           ///< values
  bool backward = false;                    ///< ran while gradients were computed
  int64_t forward = -1;                     ///< then: the operation whose gradient this is part of
  std::string module{};                     ///< whose weights it reads …
  bool after = false;                       ///< … or, without any, from whom its input came last
  std::string term{};  ///< the loss term it is part of: leads to that one only, past all weights

  /// The value of an argument, −1 where there is none of that name.
  int64_t input(const std::string& argument) const;
};

/// A whole step. Operations stand in the order they ran in.
struct Trace {
  std::vector<Value> values{};
  std::vector<Operation> operations{};
  std::map<std::string, int64_t> terms{};      ///< value of each loss term, "total" among them
  std::map<std::string, int64_t> gradients{};  ///< value of each parameter's gradient that exists
  std::vector<std::vector<std::string>> shared{};  ///< registered names of one and the same memory
  std::string error{};                             ///< what an exception said that ended the step
  bool backward_ran = false;
};

/// What is watched.
struct Subject {
  std::vector<NamedModule> modules;
  std::vector<NamedTensor> batch;
  std::vector<std::string> masks;  ///< the tensors of the batch that are masks
  std::function<LossValues()> losses;
};

/// Runs subject.losses and, where the total is finite, its backward pass, on the calling thread and
/// the threads autograd takes along. Gradients that were there before are put aside and are back
/// afterwards; weights and random state are the caller's to restore. c10::Error out of the losses
/// ends the step and is in Trace::error. One trace at a time in a process. Keeps every tensor of
/// the step in memory until it is done.
Trace observe(const Subject& subject);

/// "aten::div in loss term contrastive, after style_encoder.pool", for people.
std::string place_text(const Operation& operation, const Trace& trace);

}  // namespace lowlight::doctor
