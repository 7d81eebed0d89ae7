// What a configuration file holds.
#pragma once

#include <string>
#include <vector>

#include "lowlight/core/fields.h"
#include "lowlight/core/problems.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::tasks {

/// A configuration file: what is trained (the kName of TaskOptions), where the run lives, the
/// trainer's keys and those of the task.
template <class TaskOptions>
struct TrainConfig {
  std::string task = TaskOptions::kName;
  std::string run_folder = std::string("runs/") + TaskOptions::kName;
  std::string start_from;
  training::TrainerOptions trainer;
  TaskOptions options;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit(
        "task", self.task, "look, paired, pseudo_ground_truth, self_supervised, style or unpaired");
    visit("run_folder",
          self.run_folder,
          "gets the weights, the state, the log and the settings of the run");
    visit("start_from", self.start_from, "weights to start from, \"\" = random ones");
    visit("trainer", self.trainer, "the training loop");
    TaskOptions::fields(self.options, visit);
  }

  /// The run has a folder, and what the task's own check finds.
  void check(Problems& problems) const {
    if (run_folder.empty()) problems.push_back({"run_folder", "must name a folder"});
    if constexpr (requires { options.check(problems); }) options.check(problems);
  }
};

}  // namespace lowlight::tasks
