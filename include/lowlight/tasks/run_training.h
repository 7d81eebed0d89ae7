// From a configuration file to a trained network: what the program lowlight_train calls.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "lowlight/io/config.h"
#include "lowlight/training/dry_run.h"
#include "lowlight/training/launch.h"
#include "lowlight/training/profile.h"
#include "lowlight/training/term_probe.h"
#include "lowlight/training/train_observer.h"
#include "lowlight/training/train_report.h"

namespace lowlight::tasks {

/// Trains what `config` describes. The run's folder gets config.toml (all settings, resolved),
/// log.jsonl, report.html (training/run_page.h), the tables steps.csv and validation.csv, a folder
/// tensorboard/ and what train() writes. Throws ConfigError with everything wrong in the
/// configuration, also where the folder holds a run already and `resume` is false, or none and it
/// is true; and what opening photos and weights throws. Settings that differ from those of a
/// resumed run are warnings.
///
/// One of several processes (`launch`) trains together with the others as train() says. Process 0
/// alone writes. Throws ConfigError where its settings or photos are not those of process 0, and
/// RankError where another process is gone or silent for trainer.rank_timeout seconds.
training::TrainReport run_training(const io::Config& config,
                                   bool resume,
                                   training::TrainObserver& observer,
                                   const std::function<bool()>& should_stop,
                                   const training::Launch& launch = {});

/// Whether the folder of that run holds a state to go on from.
bool holds_run(const io::Config& config);

/// What that run would be; writes nothing.
training::DryRunReport dry_run(const io::Config& config);

/// What each term of its loss says and pulls at, on its first batch; writes nothing.
std::vector<training::TermProbe> probe_terms(const io::Config& config);

/// Where the time of its steps goes; writes nothing.
training::ProfileReport profile(const io::Config& config);

/// Packs each set of photos of `config` into `folder`, as photos.safetensors or
/// content.safetensors, validation.dark.safetensors and so on, and writes folder/config.toml, which
/// trains from them. Photos left out are warnings.
void pack_training_photos(const io::Config& config,
                          const std::filesystem::path& folder,
                          training::TrainObserver& observer);

}  // namespace lowlight::tasks
