// The run as TensorBoard shows it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/training/train_observer.h"

namespace lowlight::io {
class EventFile;
}

namespace lowlight::training {

/// Writes an event file, events.out.tfevents.<second>.<step>.lowlight, into a folder, a new one for
/// each start: scalars "train/loss", "train/<term>", "train/learning_rate", "train/gradient_norm",
/// "train/images_per_second", "validation/loss", "validation/<term or metric>", and each picture of
/// a validation's preview, its samples side by side, as "preview/<name>". A resumed run voids what
/// was written of later steps.
class TensorBoardLog : public TrainObserver {
 public:
  /// Makes the folder where it does not exist.
  explicit TensorBoardLog(const std::filesystem::path& folder);
  ~TensorBoardLog() override;

  void on_start(int64_t step, int64_t steps, const std::vector<std::string>& notes) override;
  void on_step(const StepReport& report) override;
  void on_validation(const ValidationReport& report) override;
  void on_nonfinite(const NonFiniteEvent& event) override;

 private:
  std::filesystem::path folder_;
  std::unique_ptr<io::EventFile> file_;
};

}  // namespace lowlight::training
