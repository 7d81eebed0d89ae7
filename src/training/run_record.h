// What a run's log tells, as curves and events.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lowlight::training {

/// A number over steps. Where the steps begin again before their end (a rolled-back run) stands a
/// point whose value is NaN.
struct Curve {
  std::string name;
  std::vector<double> steps = {};
  std::vector<double> values = {};

  void add(double step, double value);
};

/// Something that happened besides steps.
struct RunEvent {
  int64_t step = 0;  ///< steps done by then
  std::string kind;  ///< "warning", "nonfinite", "start", "resume"
  std::string text;
};

/// What the losses said of steps: a term that was skipped, and why.
struct RunRemark {
  std::string text;
  int64_t count = 0;
  int64_t first = 0;  ///< steps
  int64_t last = 0;
};

/// A layer in the last step that was examined. A figure that the layer lacks is NaN.
struct LayerHealth {
  std::string module;
  double magnitude = 0;
  double growth = 0;
  double gradient_norm = 0;
  double update_ratio = 0;
  double dead_share = 0;
  double coverage = 0;
};

struct RunRecord {
  int64_t step = 0;   ///< steps done
  int64_t steps = 0;  ///< steps in all, 0 where the log has not begun
  double images_per_second = 0;
  std::vector<std::string> notes;
  Curve loss{"loss"}, learning_rate{"learning rate"}, gradient_norm{"gradient norm"};
  std::vector<Curve> terms;
  int64_t best_step = -1;  ///< the step of best.safetensors, −1 before the first
  Curve validation_loss{"loss, held out"};
  std::vector<Curve> validation_terms, metrics;  ///< the held-out ones
  std::vector<RunEvent> events;
  std::vector<RunRemark> remarks;
  int64_t health_step = 0;
  std::vector<LayerHealth> health;  ///< the layers in the order they ran
  bool stopped = false;             ///< whether a step that was not finite ended the run
};

/// Reads log.jsonl (json_log.h) while it grows.
class RunRecordReader {
 public:
  explicit RunRecordReader(std::filesystem::path log) : log_(std::move(log)) {}

  /// What the file says by now; only what is new is read. Lines that are not whole, or of an event
  /// that is not known, are passed over. A file that is not there is an empty record.
  const RunRecord& read();

 private:
  std::filesystem::path log_;
  RunRecord record_;
  int64_t read_ = 0;  ///< bytes
};

}  // namespace lowlight::training
