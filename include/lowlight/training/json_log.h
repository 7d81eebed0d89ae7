// The record of a run: one JSON object a line.
#pragma once

#include <filesystem>
#include <fstream>

#include "lowlight/training/train_observer.h"

namespace lowlight::training {

/// Appends to a file: {"event": "start" | "step" | "validation" | "health" | "nonfinite" |
/// "checkpoint" | "warning", "step": n, …}; numbers that are not finite are the texts "NaN",
/// "Infinity" and
/// "-Infinity". Each line is flushed. What an earlier run wrote of steps beyond the one that
/// on_start names, and half a line of one that was killed, is removed: the file tells of each step
/// once.
class JsonLog : public TrainObserver {
 public:
  /// Throws DataError where the file cannot be opened.
  explicit JsonLog(const std::filesystem::path& path);

  void on_start(int64_t step, int64_t steps, const std::vector<std::string>& notes) override;
  void on_step(const StepReport& report) override;
  void on_validation(const ValidationReport& report) override;
  void on_health(int64_t step, const doctor::Health& health) override;
  void on_nonfinite(const NonFiniteEvent& event) override;
  void on_checkpoint(int64_t step, const std::filesystem::path& weights) override;
  void on_warning(const std::string& text) override;

 private:
  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace lowlight::training
