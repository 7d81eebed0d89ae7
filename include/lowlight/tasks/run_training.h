// From a configuration file to a trained network: what the program lowlight_train calls.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/core/fields.h"
#include "lowlight/io/config.h"
#include "lowlight/tasks/paired_task.h"
#include "lowlight/tasks/pseudo_ground_truth_task.h"
#include "lowlight/tasks/self_supervised_task.h"
#include "lowlight/tasks/style_task.h"
#include "lowlight/tasks/unpaired_task.h"
#include "lowlight/training/dry_run.h"
#include "lowlight/training/profile.h"
#include "lowlight/training/trainer.h"

namespace lowlight::tasks {

/// A configuration file: what is trained (the kName of one of the task options above), where the
/// run lives, the trainer's keys and those of the task.
template <class TaskOptions>
struct TrainConfig {
  std::string task = TaskOptions::kName;
  std::string run_folder = std::string("runs/") + TaskOptions::kName;
  std::string start_from;
  training::TrainerOptions trainer;
  TaskOptions options;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("task", self.task, "paired, pseudo_ground_truth, self_supervised, style or unpaired");
    visit("run_folder",
          self.run_folder,
          "gets the weights, the state, the log and the settings of the run");
    visit("start_from", self.start_from, "weights to start from, \"\" = random ones");
    visit("trainer", self.trainer, "the training loop");
    TaskOptions::fields(self.options, visit);
  }
};

template <class TaskOptions>
std::vector<std::string> problems_of(const TrainConfig<TaskOptions>& config) {
  auto problems = problems_of(config.options);
  if (config.run_folder.empty()) problems.push_back("run_folder must name a folder");
  add_problems_of(config.trainer, "trainer", problems);
  return problems;
}

/// Trains what `config` describes. The run's folder gets config.toml (all settings, resolved),
/// log.jsonl, report.html (html_report.h), the tables steps.csv and validation.csv, a folder
/// tensorboard/ and what train() writes. Throws ConfigError with everything wrong in the
/// configuration, also where the folder holds a run already and `resume` is false, or none and it
/// is true; and what opening photos and weights throws. Settings that differ from those of a
/// resumed run are warnings.
training::TrainReport run_training(const io::Config& config,
                                   bool resume,
                                   training::TrainObserver& observer,
                                   const std::function<bool()>& should_stop);

/// What that run would be; writes nothing.
training::DryRunReport dry_run(const io::Config& config);

/// Where the time of its steps goes; writes nothing.
training::ProfileReport profile(const io::Config& config);

/// Packs each set of photos of `config` into `folder`, as photos.safetensors or
/// content.safetensors, validation.dark.safetensors and so on, and writes folder/config.toml, which
/// trains from them. Photos left out are warnings.
void pack_training_photos(const io::Config& config,
                          const std::filesystem::path& folder,
                          training::TrainObserver& observer);

}  // namespace lowlight::tasks
