// Where the time of a training step goes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/training/task.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

struct ProfileReport {
  struct Phase {
    std::string name;  ///< "fetch", "losses", "backward", "update"
    double seconds = 0;
  };
  /// An operator, forward and backward, all calls together.
  struct Operation {
    std::string name;  ///< "aten::convolution_overrideable"
    int64_t calls = 0;
    double seconds = 0;  ///< its own, the operators it calls left out
  };
  int64_t steps = 0;
  double seconds = 0;  ///< all steps together, by the clock
  std::vector<Phase> phases;
  /// What the training thread and autograd's threads ran, the slowest first.
  std::vector<Operation> operations;

  /// Tables for people, with the first `most` operations.
  std::string text(size_t most = 20) const;
};

/// Makes `steps` steps after two that warm up, with a learning rate of 0, and listens to LibTorch's
/// RecordFunction. Writes no file. On a GPU operators return before they are done: the time of
/// "update" there is that of waiting for them.
ProfileReport profile(Task& task, const TrainerOptions& options, int64_t steps = 20);

}  // namespace lowlight::training
