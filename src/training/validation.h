// Judging a network on held-out samples.
#pragma once

#include <c10/core/Device.h>

#include "lowlight/core/ranks.h"
#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"
#include "training/training_state.h"

namespace lowlight::training {

/// The mean losses and the picture metrics of all held-out samples, of which there must be one,
/// with the network as it is, in evaluation. Leaves the network in training; `step` is the
/// caller's. Each rank judges some of the samples; all get the same report, but for its preview:
/// the first samples of their own.
ValidationReport validate(Task& task, c10::Device device, const Ranks& ranks = alone());

/// Whether the report's loss, term or metric `name` is better than all before, which `progress`
/// remembers: it takes this one in. Throws ConfigError where there is none of that name.
bool is_best(const ValidationReport& report, const std::string& name, Progress& progress);

}  // namespace lowlight::training
