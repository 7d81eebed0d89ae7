// Batches over folders, with a processor that the test chooses.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_run.h"
#include "support/photo_files.h"

namespace lowlight::test {

using namespace lowlight::batch;

/// Changes whole pictures by a function.
struct Processor : PhotoProcessor {
  std::function<imaging::Image(const imaging::Image&)> function = [](const imaging::Image& image) {
    return image.clone();
  };

  Processor() = default;
  explicit Processor(std::function<imaging::Image(const imaging::Image&)> chosen)
      : function(std::move(chosen)) {}
  void process(const imaging::PictureRows& picture,
               int64_t,
               const imaging::UseBand& use,
               Remarks*) const override {
    use(function(picture.read(0, picture.shape().height)));
  }
  std::string description() const override { return "test"; }
};

inline BatchReport run(const std::filesystem::path& input,
                       const std::filesystem::path& output,
                       const BatchOptions& options = {},
                       const Processor& processor = {},
                       std::optional<codecs::ImageFormat> format = {}) {
  BatchObserver observer;
  return run_batch(
      plan_batch({input}, {.output = output, .format = format}), processor, options, observer);
}

/// Whether there were photos and nothing is left to do.
inline bool all_done(const BatchReport& report) {
  const auto settled = report.count(PhotoStatus::done) + report.count(PhotoStatus::skipped);
  return settled > 0 && settled == int64_t(report.photos.size());
}

inline std::set<std::string> names_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  if (!std::filesystem::exists(folder)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename());
  return names;
}

inline bool same_pixels(const imaging::Image& a, const imaging::Image& b) {
  return a.width() == b.width() && a.channels() == b.channels() && a.depth() == b.depth() &&
         std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin(), b.bytes().end());
}

inline void cut(const std::filesystem::path& file, double share) {
  std::filesystem::resize_file(file, uintmax_t(double(std::filesystem::file_size(file)) * share));
}

}  // namespace lowlight::test
