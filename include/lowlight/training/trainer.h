// The training loop.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/core/ranks.h"
#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"
#include "lowlight/training/train_report.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

/// Where a run lives and whom it tells.
struct Run {
  std::filesystem::path folder{};  ///< gets weights.safetensors, best.safetensors and two states
  std::string config{};            ///< JSON, kept in the state
  std::string parent{};            ///< the checkpoint training starts from, for the metadata
  bool resume = false;             ///< go on from the newest state that is whole
  std::vector<TrainObserver*> observers{};
  std::function<bool()> should_stop = [] { return false; };  ///< asked after each step
  const Ranks* ranks = &alone();                             ///< the processes that train together
};

/// Trains: fetch, forward, check, backward, update and report for each step; a checkpoint every
/// checkpoint_every steps, at the end, and where should_stop says so; with held-out samples the
/// averaged weights are judged there, and those best so far kept in best.safetensors. The newest
/// two states, state-<step>.safetensors, are kept, each written whole or not at all, with a
/// checksum and only where all of it is finite; a damaged one is passed over with a warning. Killed
/// at any moment and resumed, a run on the CPU ends with the same bytes as one that was never
/// stopped. Where a batch, a loss or a gradient is not finite there is no update, and on_nonfinite
/// says how the run goes on; where it ends, it touches no file. Photos that cannot be used are
/// warnings; DataError where too many are in a row.
///
/// Several ranks, each with the same task and options, make the steps that one alone would, each on
/// its part of every batch (a batch has options.batch samples on all ranks together), up to
/// rounding. Rank 0 alone uses the folder and tells the observers of all but warnings; what a rank
/// is asked to do, stop or go back, all do. A run may go on with another number of ranks.
TrainReport train(Task& task, const TrainerOptions& options, const Run& run);

}  // namespace lowlight::training
