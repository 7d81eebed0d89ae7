#include "lowlight/training/run_folder.h"

#include "training/checkpointing.h"

namespace lowlight::training {

bool holds_run(const std::filesystem::path& folder) { return !states_in(folder).empty(); }

std::string newest_config(const std::filesystem::path& folder) {
  return newest_state(folder).state.config;
}

}  // namespace lowlight::training
