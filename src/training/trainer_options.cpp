#include "lowlight/training/trainer_options.h"

#include "lowlight/core/fields.h"
#include "training/weight_ramp.h"

namespace lowlight::training {

std::vector<std::string> problems_of(const TrainerOptions& options) {
  std::vector<std::string> problems;
  if (options.steps < 1) problems.push_back("steps must be at least 1");
  if (options.batch < 1) problems.push_back("batch must be at least 1");
  if (options.seed < 0) problems.push_back("seed must be at least 0");
  if (!(options.clip_norm >= 0)) problems.push_back("clip_norm must be at least 0");
  if (!(options.average >= 0 && options.average < 1))
    problems.push_back("average must be from 0 to below 1");
  if (options.accumulate < 1 || options.batch % options.accumulate != 0)
    problems.push_back("accumulate must divide batch");
  if (!(options.clip_value >= 0)) problems.push_back("clip_value must be at least 0");
  for (const auto& text : options.loss_weights) {
    if (!parse_weight_ramp(text))
      problems.push_back("loss_weights: '" + text + "' is not TERM FROM TO STEPS");
  }
  if (options.health_every < 0) problems.push_back("health_every must be at least 0");
  if (options.nonfinite_limit < 0) problems.push_back("nonfinite_limit must be at least 0");
  if (!(options.rollback_rate > 0 && options.rollback_rate <= 1))
    problems.push_back("rollback_rate must be over 0 and at most 1");
  if (options.checkpoint_every < 1) problems.push_back("checkpoint_every must be at least 1");
  if (options.loader.workers < 0) problems.push_back("loader.workers must be at least 0");
  if (options.loader.ahead < 1) problems.push_back("loader.ahead must be at least 1");
  add_problems_of(options.schedule, "schedule", problems);
  add_problems_of(options.adam, "adam", problems);
  return problems;
}

}  // namespace lowlight::training
