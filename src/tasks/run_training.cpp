#include "lowlight/tasks/run_training.h"

#include <torch/types.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/io/options_text.h"
#include "lowlight/training/csv_log.h"
#include "lowlight/training/json_log.h"
#include "lowlight/training/run_folder.h"
#include "lowlight/training/run_page.h"
#include "lowlight/training/tensorboard_log.h"
#include "lowlight/training/trainer.h"
#include "tasks/configured_task.h"

namespace lowlight::tasks {
namespace {

namespace fs = std::filesystem;

std::string shown(const FieldValue& value) { return io::fields_to_text({{"value", value, ""}}); }

/// A sentence for each setting that is not what the saved run had.
std::vector<std::string> changed_settings(const std::string& saved, const std::vector<Field>& now) {
  const auto before = io::fields_from_text(saved, "the saved run");
  std::vector<std::string> changes;
  for (const auto& field : now) {
    const auto old = before.find(field.name);
    if (old != before.end() && shown(old->second) == shown(field.value)) continue;
    const auto was = old == before.end() ? std::string("not set") : shown(old->second);
    changes.push_back("resumed with " + field.name + " " + shown(field.value) + ", was " + was);
  }
  return changes;
}

void prepare_folder(const io::Config& config, const fs::path& folder, bool resume) {
  const bool holds_run = training::holds_run(folder);
  if (resume && !holds_run)
    throw ConfigError(config.name, {"run_folder " + folder.string() + " holds no run to resume"});
  if (!resume && holds_run) {
    throw ConfigError(config.name,
                      {"run_folder " + folder.string() +
                       " holds a run already: resume it or choose another folder"});
  }
  fs::create_directories(folder);
}

/// The task with the weights that training starts from.
template <class TrainConfig>
std::unique_ptr<training::Task> started_task(const TrainConfig& config) {
  torch::manual_seed(uint64_t(config.trainer.seed));
  auto task = make_task(config.options, config.trainer.batch, config.trainer.seed);
  if (!config.start_from.empty()) io::load_checkpoint(config.start_from, task->network());
  return task;
}

/// Copies a file, or a folder of files, to `path` with its ending and returns where it lies.
std::string copied(const fs::path& from, fs::path to) {
  to += from.extension();
  fs::copy(from, to, fs::copy_options::overwrite_existing | fs::copy_options::recursive);
  return to.string();
}

template <class TrainConfig>
training::TrainReport trained(const io::Config& source,
                              const TrainConfig& config,
                              bool resume,
                              training::TrainObserver& observer,
                              const std::function<bool()>& should_stop) {
  const fs::path folder = config.run_folder;
  prepare_folder(source, folder, resume);
  const auto task = started_task(config);

  training::JsonLog log(folder / "log.jsonl");
  training::CsvLog tables(folder);
  training::TensorBoardLog board(folder / "tensorboard");
  if (resume) {
    for (const auto& change :
         changed_settings(training::newest_config(folder), fields_of(config))) {
      observer.on_warning(change);
      log.on_warning(change);
    }
  }
  write_file_atomically(folder / "config.toml", io::write_config(config));
  training::RunPage page(folder);
  const auto report = training::train(*task,
                                      config.trainer,
                                      {.folder = folder,
                                       .config = io::options_to_text(config),
                                       .parent = config.start_from,
                                       .resume = resume,
                                       .observers = {&observer, &log, &tables, &board, &page},
                                       .should_stop = should_stop});
  try {
    page.write();
  } catch (const std::system_error& error) {
    observer.on_warning(error.what());
  }
  return report;
}

}  // namespace

training::TrainReport run_training(const io::Config& config,
                                   bool resume,
                                   training::TrainObserver& observer,
                                   const std::function<bool()>& should_stop) {
  return with_task(config, [&](const auto& resolved) {
    return trained(config, resolved, resume, observer, should_stop);
  });
}

training::DryRunReport dry_run(const io::Config& config) {
  return with_task(config, [](const auto& resolved) {
    return dry_run(*started_task(resolved), resolved.trainer);
  });
}

std::vector<training::TermProbe> probe_terms(const io::Config& config) {
  return with_task(config, [](const auto& resolved) {
    return probe_terms(*started_task(resolved), resolved.trainer);
  });
}

training::ProfileReport profile(const io::Config& config) {
  return with_task(config, [](const auto& resolved) {
    return profile(*started_task(resolved), resolved.trainer);
  });
}

void pack_training_photos(const io::Config& config,
                          const fs::path& folder,
                          training::TrainObserver& observer) {
  with_task(config, [&](auto resolved) {
    fs::create_directories(folder);
    for (const auto& [name, photos] : members_of<data::PhotosOptions>(resolved.options)) {
      if (photos->path.empty()) continue;
      const auto packed = folder / (name + ".safetensors");
      const auto report = data::pack_photos(*data::open_photos(*photos), packed);
      for (const auto& sentence : report.unreadable) observer.on_warning(sentence);
      data::PhotosOptions kept;
      kept.path = packed.string();
      if (!photos->boxes.empty()) kept.boxes = copied(photos->boxes, folder / (name + ".boxes"));
      kept.least_box = photos->least_box;
      *photos = kept;
    }
    write_file_atomically(folder / "config.toml", io::write_config(resolved));
  });
}

}  // namespace lowlight::tasks
