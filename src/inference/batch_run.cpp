#include "lowlight/inference/batch_run.h"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/sha256.h"
#include "lowlight/imaging/colour_profile.h"
#include "lowlight/imaging/image_io.h"
#include "lowlight/inference/bounded_queue.h"
#include "lowlight/inference/failure.h"
#include "lowlight/inference/journal.h"
#include "lowlight/inference/memory_budget.h"
#include "lowlight/inference/standard_stream.h"
#include "result_check.h"

namespace lowlight::inference {
namespace {

namespace fs = std::filesystem;
using imaging::Image;
using imaging::Photo;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// What reading, processing and writing a photo takes, more or less: its pixels before and after,
/// the file, and the codec's rows. JPEG and WebP have 8 bits a sample, the others may have 16.
int64_t estimated_bytes(std::span<const uint8_t> file) {
  const auto header = imaging::peek_header(file);
  if (!header) return int64_t(file.size());
  const bool may_be_deep =
      header->format == imaging::ImageFormat::png || header->format == imaging::ImageFormat::tiff;
  return int64_t(file.size()) + header->width * header->height * (may_be_deep ? 16 : 8);
}

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
    report_.photos.resize(plan.photos.size());
    for (size_t i = 0; i < plan.photos.size(); ++i) {
      report_.photos[i].input = plan.photos[i].input;
      report_.photos[i].output = plan.photos[i].output;
    }
  }

  BatchReport run() && {
    const auto start = std::chrono::steady_clock::now();
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
    Photo photo;
    MemoryBudget::Share memory;
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
      Work work{i, {}, {}};
      if (attempt(i, Stage::read, [&] { read(work); })) push(decoded_, std::move(work));
    }
    if (--readers_ == 0) decoded_.close();
  }

  void process_all() {
    while (auto work = decoded_.pop()) {
      if (stop_signal()) continue;
      const bool succeeded = attempt(work->index, Stage::process, [&] { process(*work); });
      if (succeeded) push(processed_, std::move(*work));
    }
    if (--processors_ == 0) processed_.close();
  }

  void write_all() {
    while (auto work = processed_.pop()) {
      if (attempt(work->index, Stage::write, [&] { write(*work); })) {
        finish(work->index, PhotoStatus::done);
      }
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

  void read(Work& work) {
    const auto& planned = plan_.photos[work.index];
    const auto file =
        is_standard_stream(planned.input) ? read_standard_input() : read_file(planned.input);
    auto& report = report_.photos[work.index];
    report.input_bytes = int64_t(file.size());
    if (options_.hash) report.input_sha256 = hex(sha256(file));
    work.memory = memory_.take(estimated_bytes(file));
    work.photo = imaging::decode_photo(file, planned.input.string(), options_.read);
    report.pixels = work.photo.image.width() * work.photo.image.height();
    report.warnings = work.photo.warnings;
    warn_of_losses(work.photo, planned.format.value_or(work.photo.format), report.warnings);
  }

  Image processed(Work& work) {
    return imaging::in_working_colours(
        std::move(work.photo.image),
        work.photo.icc_profile,
        report_.photos[work.index].warnings,
        [&](Image given) { return processor_.process(std::move(given)); });
  }

  void process(Work& work) {
    auto& image = work.photo.image;
    const bool shown = observer_.wants_pictures();
    const auto before = appearance_of(image);
    Image original = shown ? image.clone() : Image();
    Image after = processor_.changes_pictures() ? processed(work) : std::move(image);
    check_result(before, after);
    image = std::move(original);
    if (shown) show(work.index, work.photo, after);
    image = std::move(after);
  }

  void write(Work& work) {
    const auto& planned = plan_.photos[work.index];
    auto options = options_.write;
    options.format = planned.format.value_or(work.photo.format);
    if (options_.chroma_sampling != imaging::ChromaSampling::unknown) {
      work.photo.chroma_sampling = options_.chroma_sampling;
    }
    auto& report = report_.photos[work.index];
    const auto bytes = imaging::encode_photo(work.photo, options, &report.warnings);
    if (is_standard_stream(planned.output)) {
      write_standard_output(bytes);
    } else {
      if (planned.output.has_parent_path()) fs::create_directories(planned.output.parent_path());
      write_file_atomically(planned.output, bytes);
      if (options_.keep_times) keep_time(planned, report.warnings);
    }
    report.output_bytes = int64_t(bytes.size());
    if (options_.hash) report.output_sha256 = hex(sha256(bytes));
  }

  static void keep_time(const PlannedPhoto& planned, std::vector<std::string>& warnings) {
    if (is_standard_stream(planned.input)) return;
    std::error_code failure;
    const auto time = fs::last_write_time(planned.input, failure);
    if (!failure) fs::last_write_time(planned.output, time, failure);
    if (failure) warnings.push_back("the time of change is not kept: " + failure.message());
  }

  /// The boundary that no exception of a photo crosses.
  template <class Action>
  bool attempt(size_t index, Stage stage, Action&& action) {
    auto& report = report_.photos[index];
    report.stage = stage;
    bool succeeded = false;
    const auto start = std::chrono::steady_clock::now();
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

  void show(size_t index, const Photo& before, const Image& after) {
    try {
      const std::lock_guard lock(show_mutex_);
      observer_.processed(report_.photos[index], before, after);
    } catch (...) {
      report_.photos[index].warnings.push_back(reason_of_failure());
    }
  }

  void finish(size_t index, PhotoStatus status) {
    report_.photos[index].status = status;
    const std::lock_guard lock(observer_mutex_);
    observer_.finished(report_.photos[index]);
  }

  static void push(BoundedQueue<Work>& queue, Work work) {
    const auto bytes = int64_t(work.photo.image.bytes().size());
    queue.push(std::move(work), bytes);
  }

  int stop_signal() const { return options_.stop ? options_.stop->load() : 0; }

  const BatchPlan& plan_;
  const PhotoProcessor& processor_;
  const BatchOptions& options_;
  BatchObserver& observer_;
  std::mutex observer_mutex_, show_mutex_;
  MemoryBudget memory_;
  BoundedQueue<Work> decoded_, processed_;
  std::atomic<size_t> next_{0};  ///< the photo that is read next
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

}  // namespace lowlight::inference
