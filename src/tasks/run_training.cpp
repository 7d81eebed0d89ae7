#include "lowlight/tasks/run_training.h"

#include <torch/types.h>

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/data/box_list_copy.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/io/options_text.h"
#include "lowlight/training/csv_log.h"
#include "lowlight/training/json_log.h"
#include "lowlight/training/process_group.h"
#include "lowlight/training/run_folder.h"
#include "lowlight/training/run_page.h"
#include "lowlight/training/tensorboard_log.h"
#include "lowlight/training/trainer.h"
#include "tasks/configured_task.h"
#include "tasks/same_run.h"

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

/// What a run leaves besides weights and states.
struct Records {
  explicit Records(const fs::path& folder)
      : log(folder / "log.jsonl"), tables(folder), board(folder / "tensorboard"), page(folder) {}

  training::JsonLog log;
  training::CsvLog tables;
  training::TensorBoardLog board;
  training::RunPage page;
};

/// The facts by which ranks know that they have the same photos.
template <class Options>
std::vector<Field> facts_of_photos(Options options) {
  std::vector<Field> facts;
  for (const auto& [name, photos] : members_of<data::PhotosOptions>(options)) {
    if (!photos->path.empty()) facts.push_back(fact_of(name, *data::open_photos(*photos)));
  }
  return facts;
}

template <class TrainConfig>
void require_same_photos(const TrainConfig& config,
                         const training::Task& task,
                         const Ranks& ranks) {
  if (ranks.size() == 1) return;
  auto facts = facts_of_photos(config.options);
  for (auto& fact : facts_of(task)) facts.push_back(std::move(fact));
  require_same(facts, "the photos of the processes", ranks);
}

/// The records of rank 0, whose folder says what the run is and what a resumed one has new.
template <class TrainConfig>
std::unique_ptr<Records> opened_records(const TrainConfig& config,
                                        bool resume,
                                        training::TrainObserver& observer,
                                        const Ranks& ranks) {
  if (ranks.rank() > 0) return nullptr;
  const fs::path folder = config.run_folder;
  auto records = std::make_unique<Records>(folder);
  if (resume) {
    for (const auto& change :
         changed_settings(training::newest_config(folder), fields_of(config))) {
      observer.on_warning(change);
      records->log.on_warning(change);
    }
  }
  write_file_atomically(folder / "config.toml", io::write_config(config));
  return records;
}

template <class TrainConfig>
training::TrainReport trained(const io::Config& source,
                              const TrainConfig& config,
                              bool resume,
                              training::TrainObserver& observer,
                              const std::function<bool()>& should_stop,
                              const training::Launch& launch) {
  const auto ranks = training::connected(launch, config.trainer.rank_timeout);
  require_same(shared_settings(fields_of(config)), source.name, *ranks);
  if (ranks->rank() == 0) prepare_folder(source, config.run_folder, resume);
  const auto task = started_task(config);
  require_same_photos(config, *task, *ranks);
  const auto records = opened_records(config, resume, observer, *ranks);
  auto options = config.trainer;
  options.device = training::device_of(options.device, launch);
  std::vector<training::TrainObserver*> observers = {&observer};
  if (records) {
    for (training::TrainObserver* record : std::initializer_list<training::TrainObserver*>{
             &records->log, &records->tables, &records->board, &records->page})
      observers.push_back(record);
  }
  const auto report = training::train(*task,
                                      options,
                                      {.folder = config.run_folder,
                                       .config = io::options_to_text(config),
                                       .parent = config.start_from,
                                       .resume = resume,
                                       .observers = observers,
                                       .should_stop = should_stop,
                                       .ranks = ranks.get()});
  try {
    if (records) records->page.write();
  } catch (const std::system_error& error) {
    observer.on_warning(error.what());
  }
  return report;
}

}  // namespace

training::TrainReport run_training(const io::Config& config,
                                   bool resume,
                                   training::TrainObserver& observer,
                                   const std::function<bool()>& should_stop,
                                   const training::Launch& launch) {
  return with_task(config, [&](const auto& resolved) {
    return trained(config, resolved, resume, observer, should_stop, launch);
  });
}

bool holds_run(const io::Config& config) {
  return with_task(config,
                   [](const auto& resolved) { return training::holds_run(resolved.run_folder); });
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

namespace {

std::vector<std::string> names_at(const data::PhotoSource& photos,
                                  const std::vector<int64_t>& places) {
  std::vector<std::string> names;
  for (const auto i : places) names.push_back(photos.name(i));
  return names;
}

}  // namespace

void pack_training_photos(const io::Config& config,
                          const fs::path& folder,
                          training::TrainObserver& observer) {
  with_task(config, [&](auto resolved) {
    fs::create_directories(folder);
    for (const auto& [name, photos] : members_of<data::PhotosOptions>(resolved.options)) {
      if (photos->path.empty()) continue;
      const auto packed = folder / (name + ".safetensors");
      const auto source = data::open_photos(*photos);
      const auto report = data::pack_photos(*source, packed);
      for (const auto& sentence : report.unreadable) observer.on_warning(sentence);
      data::PhotosOptions kept;
      kept.path = packed.string();
      if (!photos->boxes.empty()) {
        kept.boxes = data::copy_box_list(
            photos->boxes, folder / (name + ".boxes"), names_at(*source, report.left_out));
      }
      kept.least_box = photos->least_box;
      *photos = kept;
    }
    write_file_atomically(folder / "config.toml", io::write_config(resolved));
  });
}

}  // namespace lowlight::tasks
