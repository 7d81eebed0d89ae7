// What a run leaves in its folder to go on from.
#pragma once

#include <filesystem>
#include <functional>

#include "learner.h"
#include "lowlight/training/trainer.h"

namespace lowlight::training {

/// The weights that a checkpoint holds.
std::filesystem::path weights_path(const Run& run);

/// Writes the averaged weights, calls `judge` while the network has them, then
/// writes the state. The network goes on with its own weights.
void save_run(Learner& learner, const Run& run, const std::function<void()>& judge);

/// Puts the learner and the random generators where save_run left them.
void resume_run(Learner& learner, const Run& run);

}  // namespace lowlight::training
