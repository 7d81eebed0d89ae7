// What each term of a loss says and pulls at, on one batch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/training/task.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

struct TermProbe {
  std::string name;
  double value = 0;
  double gradient_norm = 0;  ///< of the term alone, over all that is trained; 0 where none flows
  std::string note;          ///< why the term does not count, or what it says beside its value
};

/// The terms of the first batch, one after another, at the weights that training would start from.
/// A norm that is not finite is told as it is. Writes no file and changes no weight.
std::vector<TermProbe> probe_terms(Task& task, const TrainerOptions& options);

/// A table for people.
std::string text_of(const std::vector<TermProbe>& probes);

}  // namespace lowlight::training
