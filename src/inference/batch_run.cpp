#include "lowlight/inference/batch_run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "lowlight/core/atomic_file.h"
#include "lowlight/imaging/colour_profile.h"
#include "lowlight/imaging/image_io.h"
#include "lowlight/inference/bounded_queue.h"
#include "lowlight/inference/failure.h"

namespace lowlight::inference {
namespace {

namespace fs = std::filesystem;
using imaging::Image;
using imaging::Photo;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Whether all pixels have one colour; alpha does not count.
template <class Sample>
bool is_constant(const Image& image) {
  const int64_t channels = image.channels(), colours = std::min<int64_t>(channels, 3);
  const Sample* first = image.row<Sample>(0);
  for (int64_t y = 0; y < image.height(); ++y) {
    const Sample* row = image.row<Sample>(y);
    for (int64_t x = 0; x < image.width(); ++x) {
      if (!std::equal(first, first + colours, row + x * channels)) return false;
    }
  }
  return true;
}

bool is_constant(const Image& image) {
  return image.depth() == imaging::BitDepth::u8 ? is_constant<uint8_t>(image)
                                                : is_constant<uint16_t>(image);
}

std::string shape_of(const Image& image) {
  return std::to_string(image.width()) + " x " + std::to_string(image.height()) + ", " +
         std::to_string(image.channels()) + " channels of " +
         std::to_string(8 * imaging::bytes_per_sample(image.depth())) + " bits";
}

void check_result(const std::string& shape, bool constant, const Image& output) {
  if (shape_of(output) != shape) {
    throw std::runtime_error("the result is " + shape_of(output) + ", the photo is " + shape);
  }
  if (is_constant(output) && !constant) {
    throw std::runtime_error("the result has one colour only, the photo has not");
  }
}

/// What the output's format cannot hold of the photo.
void warn_of_losses(const Photo& photo, imaging::ImageFormat format, std::vector<std::string>& to) {
  using imaging::ImageFormat;
  if (format == ImageFormat::jpeg && photo.image.channels() == 4) {
    to.push_back("the transparency is dropped: JPEG has none");
  }
  const bool deep = format == ImageFormat::png || format == ImageFormat::tiff;
  if (!deep && photo.image.depth() == imaging::BitDepth::u16) {
    to.push_back("16 bits become 8: " + std::string(enum_name(format)) + " has no more");
  }
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
    std::thread reader([&] { read_all(); });
    std::thread writer([&] { write_all(); });
    process_all();
    reader.join();
    writer.join();
    report_.seconds = seconds_since(start);
    if (report_.count(PhotoStatus::not_started)) report_.stopped_by = stop_signal();
    return std::move(report_);
  }

 private:
  struct Work {
    size_t index;
    Photo photo;
  };

  void read_all() {
    for (size_t i = 0; i < plan_.photos.size() && !stop_signal(); ++i) {
      if (std::error_code failure;
          !options_.overwrite && fs::exists(fs::symlink_status(plan_.photos[i].output, failure))) {
        finish(i, PhotoStatus::skipped);
        continue;
      }
      Work work{i, {}};
      if (attempt(i, Stage::read, [&] { work.photo = read(i); })) push(decoded_, std::move(work));
    }
    decoded_.close();
  }

  void process_all() {
    while (auto work = decoded_.pop()) {
      if (stop_signal()) continue;
      auto& photo = work->photo;
      const bool succeeded = attempt(work->index, Stage::process, [&] {
        const bool shown = observer_.wants_pictures();
        const auto shape = shape_of(photo.image);
        const bool constant = is_constant(photo.image);
        Image before = shown ? photo.image.clone() : Image();
        Image after = imaging::in_working_colours(
            std::move(photo.image),
            photo.icc_profile,
            report_.photos[work->index].warnings,
            [&](Image image) { return processor_.process(std::move(image)); });
        check_result(shape, constant, after);
        photo.image = std::move(before);
        if (shown) show(work->index, photo, after);
        photo.image = std::move(after);
      });
      if (succeeded) push(processed_, std::move(*work));
    }
    processed_.close();
  }

  void write_all() {
    while (auto work = processed_.pop()) {
      if (attempt(work->index, Stage::write, [&] { write(*work); })) {
        finish(work->index, PhotoStatus::done);
      }
    }
  }

  Photo read(size_t index) {
    const auto& planned = plan_.photos[index];
    if (!planned.unreadable.empty()) throw std::runtime_error(planned.unreadable);
    Photo photo = imaging::read_photo(planned.input);
    auto& report = report_.photos[index];
    report.pixels = photo.image.width() * photo.image.height();
    report.warnings = photo.warnings;
    warn_of_losses(photo, planned.format.value_or(photo.format), report.warnings);
    return photo;
  }

  void write(const Work& work) {
    const auto& planned = plan_.photos[work.index];
    const imaging::WriteOptions options{.format = planned.format.value_or(work.photo.format),
                                        .quality = options_.quality};
    const auto bytes =
        imaging::encode_photo(work.photo, options, &report_.photos[work.index].warnings);
    if (planned.output.has_parent_path()) fs::create_directories(planned.output.parent_path());
    write_file_atomically(planned.output, bytes);
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
  std::mutex observer_mutex_;
  BoundedQueue<Work> decoded_, processed_;
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
