// A training run as a page to look at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "lowlight/training/preview.h"
#include "lowlight/training/train_observer.h"

namespace lowlight::training {

struct RunRecord;
class RunRecordReader;

/// The page of a run: where it stands; the loss and each of its terms over the steps, smoothed,
/// before the single values in pale, with those of held-out samples; metrics; learning rate and
/// gradient norm; sample pictures; warnings and steps that were not finite; `settings` as they are.
/// It stands alone (pages/page.h).
std::string run_page(const RunRecord& record, const Preview& preview, const std::string& settings);

/// Writes FOLDER/report.html at every checkpoint, from FOLDER/log.jsonl, FOLDER/config.toml and the
/// pictures of the last validation. It reads the log, so it has to observe the run after the log.
class RunPage final : public TrainObserver {
 public:
  explicit RunPage(std::filesystem::path folder);
  ~RunPage() override;

  void on_validation(const ValidationReport& report) override;
  /// A page that cannot be written is left out: training goes on.
  void on_checkpoint(int64_t step, const std::filesystem::path& weights) override;

  /// Writes the page now; throws std::system_error where it cannot be written.
  void write();

 private:
  std::filesystem::path folder_;
  std::unique_ptr<RunRecordReader> reader_;
  Preview preview_;
};

}  // namespace lowlight::training
