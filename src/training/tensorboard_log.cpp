#include "lowlight/training/tensorboard_log.h"

#include <ATen/ATen.h>

#include <chrono>
#include <string>

#include "lowlight/io/event_file.h"
#include "lowlight/pages/png.h"

namespace lowlight::training {

TensorBoardLog::TensorBoardLog(const std::filesystem::path& folder) : folder_(folder) {
  std::filesystem::create_directories(folder);
}

TensorBoardLog::~TensorBoardLog() = default;

void TensorBoardLog::on_start(int64_t step, int64_t, const std::vector<std::string>&) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  // TensorBoard reads the files of a folder in the order of their names.
  file_ =
      std::make_unique<io::EventFile>(folder_ / ("events.out.tfevents." + std::to_string(seconds) +
                                                 "." + std::to_string(step) + ".lowlight"));
  file_->add_start(step + 1);
}

void TensorBoardLog::on_step(const StepReport& report) {
  file_->add_scalar(report.step, "train/loss", report.loss);
  for (const auto& [name, value] : report.terms)
    file_->add_scalar(report.step, "train/" + name, value);
  file_->add_scalar(report.step, "train/learning_rate", report.learning_rate);
  file_->add_scalar(report.step, "train/gradient_norm", report.gradient_norm);
  file_->add_scalar(report.step, "train/images_per_second", report.images_per_second);
}

void TensorBoardLog::on_validation(const ValidationReport& report) {
  file_->add_scalar(report.step, "validation/loss", report.loss);
  for (const auto* values : {&report.terms, &report.metrics}) {
    for (const auto& [name, value] : *values)
      file_->add_scalar(report.step, "validation/" + name, value);
  }
  for (const auto& [name, pictures] : report.preview.pictures()) {
    const auto row = at::cat(pictures.unbind(), /*dim=*/2);
    file_->add_picture(
        report.step, "preview/" + name, row.size(1), row.size(2), pages::png_file(row));
  }
}

void TensorBoardLog::on_nonfinite(const NonFiniteEvent& event) {
  if (event.goes_on < event.step) file_->add_start(event.goes_on + 1);
}

}  // namespace lowlight::training
