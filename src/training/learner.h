// A network with what trains it.
#pragma once

#include <c10/core/Device.h>

#include <vector>

#include "lowlight/training/adam.h"
#include "lowlight/training/task.h"
#include "lowlight/training/trainer_options.h"
#include "training/moving_average.h"
#include "training/training_state.h"
#include "training/weight_ramp.h"

namespace lowlight::training {

/// All that a step of training changes, on the device it is trained on.
struct Learner {
  Learner(Task& task, const TrainerOptions& options);

  /// "network.…", "average.…", "adam.…": the tensors themselves, not copies.
  io::NamedTensors tensors() const;

  Task& task;
  c10::Device device;
  MovingAverage average;
  Adam adam;
  Precision precision;
  std::vector<WeightRamp> ramps;
  Progress progress;
};

/// The batch on the device.
Batch moved(Batch batch, c10::Device device);

}  // namespace lowlight::training
