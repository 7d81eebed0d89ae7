// From a configuration file to a trained network: what the program lowlight_train calls.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/io/config.h"
#include "lowlight/training/enhancer_task.h"
#include "lowlight/training/style_task.h"
#include "lowlight/training/trainer.h"

namespace lowlight::training {

/// A configuration file: task = "style" or "enhancer", where the run lives, the trainer's keys and
/// those of the task.
template <class TaskOptions>
struct TrainConfig {
  std::string task = TaskOptions::kName;
  std::string run_folder = std::string("runs/") + TaskOptions::kName;
  std::string start_from;
  TrainerOptions trainer;
  TaskOptions options;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("task", self.task, "style or enhancer");
    visit("run_folder",
          self.run_folder,
          "gets the weights, the state, the log and the settings of the run");
    visit("start_from", self.start_from, "weights to start from, \"\" = random ones");
    visit("trainer", self.trainer, "the training loop");
    TaskOptions::fields(self.options, visit);
  }
};

using StyleConfig = TrainConfig<StyleTaskOptions>;
using EnhancerConfig = TrainConfig<EnhancerTaskOptions>;

std::vector<std::string> problems_of(const StyleConfig& config);
std::vector<std::string> problems_of(const EnhancerConfig& config);

/// Trains what `config` describes. The run's folder gets config.toml (all settings, resolved),
/// log.jsonl and what train() writes. Throws ConfigError with everything wrong in the
/// configuration, also where the folder holds a run already and `resume` is false, or none and it
/// is true; and what opening photos and weights throws. Settings that differ from those of a
/// resumed run are warnings.
TrainReport run_training(const io::Config& config,
                         bool resume,
                         TrainObserver& observer,
                         const std::function<bool()>& should_stop);

/// Packs the photos of `config` into `folder` (photos.safetensors, or content and style, and
/// validation) and writes folder/config.toml, which trains from them. Photos left out are warnings.
void pack_training_photos(const io::Config& config,
                          const std::filesystem::path& folder,
                          TrainObserver& observer);

}  // namespace lowlight::training
