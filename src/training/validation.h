// Judging a network on held-out samples.
#pragma once

#include <c10/core/Device.h>

#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"

namespace lowlight::training {

/// The mean losses and the picture metrics of all held-out samples, of which there must be one,
/// with the network as it is, in evaluation. Leaves the network in training; `step` is the
/// caller's.
ValidationReport validate(Task& task, c10::Device device);

}  // namespace lowlight::training
