// The numbers of a run as tables for spreadsheets.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lowlight/training/train_observer.h"

namespace lowlight::training {

/// Writes steps.csv (step, loss, learning_rate, gradient_norm, images_per_second, a column for each
/// term) and validation.csv (step, loss, a column for each term and metric) into a folder, the
/// columns as the first row has them: what comes later under another name is in the JSON log alone.
/// Numbers are written so that they read back exactly. A run that goes on from an earlier step
/// replaces what was written of later ones.
class CsvLog : public TrainObserver {
 public:
  explicit CsvLog(const std::filesystem::path& folder);

  void on_start(int64_t step, int64_t steps, const std::vector<std::string>& notes) override;
  void on_step(const StepReport& report) override;
  void on_validation(const ValidationReport& report) override;
  void on_nonfinite(const NonFiniteEvent& event) override;

 private:
  struct Table {
    std::filesystem::path path;
    std::ofstream file{};
    std::vector<std::string> columns{};
  };
  static void open(Table& table, int64_t step);
  static void add_row(Table& table, int64_t step, const std::vector<NamedValue>& values);

  Table steps_, validation_;
};

}  // namespace lowlight::training
