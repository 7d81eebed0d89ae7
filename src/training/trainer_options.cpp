#include "lowlight/training/trainer_options.h"

#include "training/weight_ramp.h"

namespace lowlight::training {

void TrainerOptions::check(Problems& problems) const {
  if (accumulate >= 1 && batch % accumulate != 0)
    problems.push_back({"accumulate", "must divide batch", std::to_string(accumulate)});
  for (const auto& text : loss_weights) {
    if (!parse_weight_ramp(text))
      problems.push_back({"loss_weights", "must be TERM FROM TO STEPS", text});
  }
}

}  // namespace lowlight::training
