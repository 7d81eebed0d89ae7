// Which rank a step went wrong on.
#pragma once

#include <vector>

#include "training/step.h"

namespace lowlight::training {

/// A step and its parts as a rank had them.
struct RankStep {
  int64_t rank = 0;
  std::vector<Batch> parts;
  Step step;  ///< without its loss
};

/// The step of the first rank that names a culprit, on every rank; all must ask, and one must name.
/// Nothing is copied where that is the only rank.
RankStep step_to_blame(const Ranks& ranks, const std::vector<Batch>& parts, const Step& step);

}  // namespace lowlight::training
