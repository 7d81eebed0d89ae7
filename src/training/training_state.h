// All that a run needs to go on as if it had never stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "lowlight/io/checkpoint.h"
#include "lowlight/training/schedule.h"

namespace lowlight::training {

/// What the trainer itself remembers from step to step.
struct Progress {
  int64_t step = 0;
  int64_t skipped = 0;
  int64_t rollbacks = 0;
  double rate_factor = 1;
  PlateauWatch plateau{};
  double best = 0;
  int64_t best_step = -1;
  int64_t ranks = 1;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("step", self.step, "steps done, those that were skipped included");
    visit("skipped", self.skipped, "steps skipped because a number was not finite");
    visit("rollbacks", self.rollbacks, "how often the run went back for the same reason");
    visit("rate_factor", self.rate_factor, "of the learning rate, by rollbacks");
    visit("plateau", self.plateau, "of the held-out loss");
    visit("best", self.best, "best held-out value of the metric that trainer.best names");
    visit("best_step", self.best_step, "where it was reached, -1 before the first");
    visit("ranks", self.ranks, "processes that trained together");
  }
};

/// One safetensors file: tensors by name, texts, and a checksum of both.
struct TrainingState {
  Progress progress{};
  std::string config{};        ///< the settings of the run, JSON
  io::NamedTensors tensors{};  ///< "network.…", "average.…", "adam.…", where they live
};

/// Writes the state and LibTorch's random generators (of the CPU, and of `device` where it is
/// another), atomically.
void save_state(const std::filesystem::path& path, const TrainingState& state, c10::Device device);

/// What save_state wrote, the generators among the tensors. Throws CheckpointError where the file
/// is not a training state, ends early, or is not what was written: any changed bit is found.
TrainingState read_state(const std::filesystem::path& path);

/// Copies what was read into `tensors`, in place, and into the generators. Names, shapes and types
/// must be exactly those of the file: else CheckpointError, calling it `where`, lists all
/// differences and nothing is changed.
void restore_state(const TrainingState& saved,
                   const std::string& where,
                   io::NamedTensors& tensors,
                   c10::Device device);

}  // namespace lowlight::training
