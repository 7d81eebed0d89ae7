#include "lowlight/batch/batch_run.h"

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "batch/bounded_queue.h"
#include "batch/photo_work.h"
#include "lowlight/batch/failure.h"
#include "lowlight/batch/journal.h"
#include "lowlight/batch/memory_budget.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/clock.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using imaging::PictureRows;

class Run {
 public:
  Run(const BatchPlan& plan,
      const PhotoProcessor& processor,
      const BatchOptions& options,
      BatchObserver& observer)
      : plan_(plan),
        processor_(processor),
        options_(options),
        observer_(observer),
        memory_(options.memory_bytes),
        decoded_(options.waiting_bytes),
        processed_(options.waiting_bytes) {
    if (observer.wants_pictures()) {
      show_ = [this](const PhotoWork& work, const PictureRows& before, const PictureRows& after) {
        show(work, before, after);
      };
    }
    report_.photos.resize(plan.photos.size());
    for (size_t i = 0; i < plan.photos.size(); ++i) {
      report_.photos[i].input = plan.photos[i].input;
      report_.photos[i].output = plan.photos[i].output;
    }
  }

  BatchReport run() && {
    const auto start = Clock::now();
    sweep();
    {
      std::vector<std::jthread> threads;
      const auto start_stage = [&](int64_t count, auto stage) {
        for (int64_t i = 0; i < count; ++i) threads.emplace_back(stage);
      };
      readers_ = options_.threads.load;
      processors_ = options_.threads.process;
      start_stage(options_.threads.load, [this] { read_all(); });
      start_stage(options_.threads.save, [this] { write_all(); });
      start_stage(options_.threads.process - 1, [this] { process_all(); });
      process_all();
    }
    report_.seconds = seconds_since(start);
    if (report_.count(PhotoStatus::not_started)) report_.stopped_by = stop_signal();
    return std::move(report_);
  }

 private:
  struct Work {
    size_t index;
    PhotoWork photo;
  };

  void sweep() const {
    std::set<fs::path> folders;
    for (const auto& photo : plan_.photos) {
      if (!is_standard_stream(photo.output)) folders.insert(photo.output.parent_path());
    }
    for (const auto& folder : folders) remove_unfinished_files(folder.empty() ? "." : folder);
  }

  void read_all() {
    for (size_t i = next_++; i < plan_.photos.size() && !stop_signal(); i = next_++) {
      if (is_settled(i)) continue;
      Work work{i, PhotoWork(plan_.photos[i], report_.photos[i])};
      const auto read = [&] { read_photo(work.photo, processor_, options_, memory_); };
      if (attempt(i, Stage::read, read)) push(decoded_, std::move(work));
    }
    if (--readers_ == 0) decoded_.close();
  }

  void process_all() {
    while (auto work = decoded_.pop()) {
      if (stop_signal()) continue;
      const auto process = [&] { process_photo(work->photo, processor_, options_, show_); };
      if (attempt(work->index, Stage::process, process)) push(processed_, std::move(*work));
    }
    if (--processors_ == 0) processed_.close();
  }

  void write_all() {
    while (auto work = processed_.pop()) {
      const auto write = [&] { write_photo(work->photo, options_); };
      if (attempt(work->index, Stage::write, write)) finish(work->index, PhotoStatus::done);
    }
  }

  /// Whether there is nothing to do, which is then reported.
  bool is_settled(size_t index) {
    const auto& planned = plan_.photos[index];
    auto& report = report_.photos[index];
    report.settled_before = true;
    if (!planned.unreadable.empty()) {
      report.settled_before = false;
      return settle(index, PhotoStatus::failed, planned.unreadable);
    }
    auto reason = reason_to_skip(planned.input, planned.output, options_.existing);
    if (!reason.empty()) return settle(index, PhotoStatus::skipped, std::move(reason));
    reason =
        options_.journal ? options_.journal->earlier_failure(planned.input, planned.output) : "";
    if (!reason.empty()) return settle(index, PhotoStatus::failed, "failed before: " + reason);
    report.settled_before = false;
    return false;
  }

  bool settle(size_t index, PhotoStatus status, std::string reason) {
    report_.photos[index].kind = FailureKind::file_system;
    report_.photos[index].reason = std::move(reason);
    finish(index, status);
    return true;
  }

  /// The boundary that no exception of a photo crosses.
  template <class Action>
  bool attempt(size_t index, Stage stage, Action&& action) {
    auto& report = report_.photos[index];
    report.stage = stage;
    bool succeeded = false;
    const auto start = Clock::now();
    try {
      action();
      succeeded = true;
    } catch (...) {
      report.kind = kind_of_failure();
      report.reason = reason_of_failure();
    }
    (stage == Stage::read      ? report.read_seconds
     : stage == Stage::process ? report.process_seconds
                               : report.write_seconds) = seconds_since(start);
    if (!succeeded) finish(index, PhotoStatus::failed);
    return succeeded;
  }

  void show(const PhotoWork& work, const PictureRows& before, const PictureRows& after) {
    try {
      const std::lock_guard lock(show_mutex_);
      observer_.processed(*work.report, work.photo, before, after);
    } catch (...) {
      work.report->warnings.push_back(reason_of_failure());
    }
  }

  void finish(size_t index, PhotoStatus status) {
    report_.photos[index].status = status;
    const std::lock_guard lock(observer_mutex_);
    observer_.finished(report_.photos[index]);
  }

  static void push(BoundedQueue<Work>& queue, Work work) {
    const auto bytes = work.photo.picture.bytes_in_memory();
    queue.push(std::move(work), bytes);
  }

  int stop_signal() const { return options_.stop ? options_.stop->load() : 0; }

  const BatchPlan& plan_;
  const PhotoProcessor& processor_;
  const BatchOptions& options_;
  BatchObserver& observer_;
  std::mutex observer_mutex_, show_mutex_;
  ShowPictures show_;  ///< Empty where nobody wants to see them.
  MemoryBudget memory_;
  BoundedQueue<Work> decoded_, processed_;
  std::atomic<size_t> next_{0};  ///< The photo that is read next.
  std::atomic<int64_t> readers_{0}, processors_{0};
  BatchReport report_;
};

}  // namespace

BatchReport run_batch(const BatchPlan& plan,
                      const PhotoProcessor& processor,
                      const BatchOptions& options,
                      BatchObserver& observer) {
  return Run(plan, processor, options, observer).run();
}

}  // namespace lowlight::batch
