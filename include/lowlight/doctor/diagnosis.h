// What went wrong in a training step, where, and probably why.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/doctor/module_report.h"
#include "lowlight/doctor/trace.h"

namespace lowlight::doctor {

/// The steps before this one, oldest first; any list may be empty. The last learning rate may be
/// that of the step in question.
struct History {
  std::vector<double> losses{};
  std::vector<double> learning_rates{};
  std::vector<double> update_ratios{};  ///< |update| / |weights|
};

/// The values a fixed network was trained on, where the caller knows them.
struct InputUnits {
  std::string module;  ///< its name in Subject::modules
  double minimum = 0;
  double maximum = 1;
};

/// A step that tripped the sentinel, to be run again under observation.
struct Patient {
  Subject subject;
  std::vector<std::string> files{};  ///< the files of the batch, equally many a sample, in order
  std::string tripped{};             ///< what the sentinel named, for the report
  History history{};
  std::vector<InputUnits> units{};
  /// The same losses without reduced precision, starting from the same random state; empty where
  /// training uses none.
  std::function<LossValues()> in_float{};
};

/// A cause and what speaks for it.
struct Finding {
  std::string key{};      ///< "shared_mask_kernel", …; "unknown"; "none" where the step is finite
  std::string verdict{};  ///< one sentence
  std::vector<std::string> evidence{};
  std::string remedy{};
  bool operator==(const Finding&) const = default;
};

/// The first place where finite values became something else.
struct Producer {
  std::string place{};      ///< operator, module, loss term, as people say it
  std::string operation{};  ///< "aten::div"; "" where the value was there before the step
  std::string module{};
  std::string term{};
  bool backward = false;
  TensorStatistics output{};
  bool operator==(const Producer&) const = default;
};

/// A module on the way to the producer and how large its values were.
struct TrailStep {
  std::string place{};
  double magnitude = 0;
  bool operator==(const TrailStep&) const = default;
};

struct Diagnosis {
  bool reproduced = false;  ///< the step was not finite, or threw, this time too
  std::string tripped{};
  std::string error{};  ///< what an exception said
  std::optional<Producer> producer{};
  std::vector<std::string> files{};     ///< all files of the batch
  std::vector<std::string> suspects{};  ///< the files of the sample that went bad first
  std::vector<TrailStep> trail{};       ///< from the batch to the producer along the largest values
  Finding cause{};
  std::vector<Finding> others{};  ///< other causes that apply, the likelier first
  std::vector<ModuleReport> modules{};
  std::vector<std::string> warnings{};

  /// The report for people.
  std::string text() const;
  bool operator==(const Diagnosis&) const = default;
};

/// Runs the step again, written down by observe(), and goes back from the loss (or gradient) that
/// is not finite, along values that are not finite, to the operation that made one of finite ones.
/// What never reaches the loss, such as NaN under a mask, is not blamed. Gradients that are finite
/// and whose squares float cannot hold count as not finite. The causes that are tried
/// are listed in docs/doctor.md; where none fits, the cause is "unknown" and the producer still
/// named. The caller restores weights and random state before and after.
Diagnosis diagnose(const Patient& patient);

/// JSON; numbers that it lacks are the texts "NaN", "Infinity", "-Infinity".
std::string diagnosis_to_json(const Diagnosis& diagnosis);

/// Reads what diagnosis_to_json wrote; throws ConfigError, which calls the text `name`, where it is
/// not a diagnosis.
Diagnosis diagnosis_from_json(const std::string& text, const std::string& name);

}  // namespace lowlight::doctor
