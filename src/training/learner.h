// A network with what trains it.
#pragma once

#include <c10/core/Device.h>

#include <optional>
#include <vector>

#include "lowlight/core/ranks.h"
#include "lowlight/training/adam.h"
#include "lowlight/training/task.h"
#include "lowlight/training/trainer_options.h"
#include "training/gradient_sums.h"
#include "training/moving_average.h"
#include "training/thread_scope.h"
#include "training/training_state.h"
#include "training/weight_ramp.h"

namespace lowlight::training {

/// All that a step of training changes, on the device it is trained on.
struct Learner {
  /// The ranks that train together must outlive it.
  Learner(Task& task, const TrainerOptions& options, const Ranks& ranks = alone());

  /// "network.…", "average.…", "adam.…": the tensors themselves, not copies.
  io::NamedTensors tensors() const;

  /// Gives all ranks the weights, moments and progress of rank 0.
  void synchronise();

  ThreadScope threads;
  Task& task;
  const Ranks& ranks;
  c10::Device device;
  MovingAverage average;
  Adam adam;
  Precision precision;
  std::vector<WeightRamp> ramps;
  std::optional<GradientSums> sums;  ///< where there are other ranks
  Progress progress;
};

/// The batch on the device.
Batch moved(Batch batch, c10::Device device);

}  // namespace lowlight::training
