// What the person at the terminal, or the log, gets to read. All of it goes to stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/batch_run.h"

enum class Detail { quiet, usual, verbose };

/// On a terminal one line that counts, with speed and remaining time, and a line for each failure
/// and warning; elsewhere, or verbose, a line for each photo. Failures are red on a terminal unless
/// NO_COLOR is set.
class Console final : public lowlight::batch::BatchObserver {
 public:
  Console(int64_t total, Detail detail);

  void finished(const lowlight::batch::PhotoReport& photo) noexcept override;

  /// The end: what was done, what failed and why, how to go on after an interruption.
  void conclude(const lowlight::batch::PlanTotals& plan,
                const lowlight::batch::BatchTotals& totals);

 private:
  void print_photo(const lowlight::batch::PhotoReport& photo) const;
  void show_progress();

  const int64_t total_;
  const Detail detail_;
  const bool terminal_, coloured_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  int64_t finished_ = 0;
  int64_t worked_ = 0;  ///< finished but for the skipped ones, which cost no time
  double megapixels_ = 0;
};

/// What would become of a file, or the reason why nothing would: a line on stdout.
void print_planned(const std::filesystem::path& input,
                   const std::filesystem::path& output,
                   const std::string& reason);

/// What would be done: a line for each photo, on stdout.
void print_plan(const lowlight::batch::BatchPlan& plan, lowlight::batch::ExistingOutputs existing);

/// That a plan holds no photo.
void print_nothing_to_do(const lowlight::batch::PlanTotals& plan);

/// A remark about the run as a whole.
void print_remark(const std::string& text);

/// What the exception being handled says. In a catch block only.
void print_failure();
