// Terms of a loss that count more, or less, as training goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/core/loss_term.h"

namespace lowlight::training {

/// A factor of one term: from `from` to `to` in a straight line over the first `steps` steps, then
/// `to`. It multiplies the weight that the task gives the term.
struct WeightRamp {
  std::string term;
  double from = 1;
  double to = 1;
  int64_t steps = 1;
  bool operator==(const WeightRamp&) const = default;
};

/// The ramp that "TERM FROM TO STEPS" says, "contrastive 0 1 5000"; nothing where it says none: two
/// finite numbers of at least 0 and a count of at least 1.
std::optional<WeightRamp> parse_weight_ramp(const std::string& text);

/// The factor in step 0, 1, ….
double factor_at(int64_t step, const WeightRamp& ramp);

/// Multiplies the terms' values. Throws ConfigError with every ramp whose term is not there.
void apply_weight_ramps(const std::vector<WeightRamp>& ramps,
                        int64_t step,
                        std::vector<LossTerm>& terms);

}  // namespace lowlight::training
