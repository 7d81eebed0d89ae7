#include "training/weight_ramp.h"
#include "lowlight/core/text.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "lowlight/core/error.h"
#include "lowlight/core/names.h"

namespace lowlight::training {

std::optional<WeightRamp> parse_weight_ramp(const std::string& text) {
  std::istringstream words(text);
  WeightRamp ramp;
  std::string more;
  const bool complete = bool(words >> ramp.term >> ramp.from >> ramp.to >> ramp.steps);
  if (!complete || words >> more) return std::nullopt;
  const bool sensible = std::isfinite(ramp.from) && std::isfinite(ramp.to) && ramp.from >= 0 &&
                        ramp.to >= 0 && ramp.steps >= 1;
  return sensible ? std::optional(ramp) : std::nullopt;
}

double factor_at(int64_t step, const WeightRamp& ramp) {
  return std::lerp(ramp.from, ramp.to, std::min(1.0, double(step) / double(ramp.steps)));
}

void apply_weight_ramps(const std::vector<WeightRamp>& ramps,
                        int64_t step,
                        std::vector<LossTerm>& terms) {
  std::vector<std::string> problems;
  for (const auto& ramp : ramps) {
    const auto term = std::ranges::find(terms, ramp.term, &LossTerm::name);
    if (term != terms.end()) {
      term->value = term->value * factor_at(step, ramp);
      continue;
    }
    std::vector<std::string> names;
    for (const auto& known : terms) names.push_back(known.name);
    problems.push_back(ramp.term + " is no term of this loss" + did_you_mean(ramp.term, names) +
                       ", which has: " + joined(names));
  }
  if (!problems.empty()) throw ConfigError("trainer.loss_weights", std::move(problems));
}

}  // namespace lowlight::training
