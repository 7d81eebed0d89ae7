// What a run leaves in its folder to go on from.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "training/learner.h"
#include "training/training_state.h"

namespace lowlight::training {

/// The weights that a checkpoint holds.
std::filesystem::path weights_path(const std::filesystem::path& folder);

/// The states of the run in `folder`, "state-<step>.safetensors", the newest first. Each was
/// written whole or not at all; all but the newest two are removed.
std::vector<std::filesystem::path> states_in(const std::filesystem::path& folder);

/// The newest state that is not damaged, and a sentence for each newer one that is. Throws
/// CheckpointError with all sentences where none is whole.
struct FoundState {
  std::filesystem::path path;
  TrainingState state;
  std::vector<std::filesystem::path> damaged;
  std::vector<std::string> warnings;
};
FoundState newest_state(const std::filesystem::path& folder);

/// Makes the weights that were written last the best ones, best.safetensors.
void keep_as_best(const std::filesystem::path& folder);

/// Writes the averaged weights into `folder`, calls `judge` while the network has them, then writes
/// the state with the run's `config`. `parent`, the checkpoint that training started from, goes
/// into the metadata of the weights. The network goes on with its own weights. Where a weight, an
/// average or the optimiser's state is not finite nothing is written: their names are returned.
/// All of the learner's ranks must call it; rank 0 writes.
std::vector<std::string> save_run(Learner& learner,
                                  const std::filesystem::path& folder,
                                  const std::string& config,
                                  const std::string& parent,
                                  const std::function<void()>& judge);

/// Puts the learner and the random generators where the newest whole state in `folder` has them.
/// Damaged newer ones are renamed, so that they count no more; warnings say so, and where another
/// number of ranks goes on. All of the learner's ranks must call it; rank 0 reads.
std::vector<std::string> resume_run(Learner& learner, const std::filesystem::path& folder);

}  // namespace lowlight::training
