// What the person at the terminal gets to read. All of it goes to stderr.
#pragma once

#include <chrono>
#include <set>
#include <string>

#include "lowlight/training/train_observer.h"

/// On a terminal one line that counts, elsewhere a line every ten seconds: losses, images a second,
/// time left. Warnings, checkpoints and the first occurrence of each remark get lines of their own.
class Progress final : public lowlight::training::TrainObserver {
 public:
  Progress();

  void on_start(int64_t step, int64_t steps, const std::vector<std::string>& notes) override;
  void on_step(const lowlight::training::StepReport& report) override;
  void on_validation(const lowlight::training::ValidationReport& report) override;
  void on_nonfinite(const lowlight::training::NonFiniteEvent& event) override;
  void on_checkpoint(int64_t step, const std::filesystem::path& weights) override;
  void on_warning(const std::string& text) override;

  /// From now on the lines begin with the number of the process, but for those of process 0.
  void set_rank(int64_t rank);

  /// A line that stays.
  void print_line(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;

  const bool terminal_;
  std::string begin_;  // of a line
  Clock::time_point shown_{};
  std::set<std::string> remarks_;
};
