// How well a network is, layer by layer, before anything is NaN.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/doctor/module_report.h"
#include "lowlight/doctor/trace.h"

namespace lowlight::doctor {

struct HealthLimits {
  double growth = 1000;        ///< a layer's largest value over the batch's (or 1)
  double update_ratio = 0.05;  ///< |update| / |weights| of a layer
  double dead_share = 0.5;     ///< share of a layer's channels
};

/// One layer in one step.
struct HealthRow {
  std::string module{};
  double magnitude = 0;     ///< the largest |x| that left it
  double growth = 0;        ///< the magnitude over that of the input
  double depth_growth = 0;  ///< the magnitude over that of the batch (or 1)
  double gradient_norm = 0;
  double weight_norm = 0;
  std::optional<double> update_ratio{};  ///< nothing if the caller does not know it
  double dead_share = 0;
  std::optional<double> coverage{};  ///< share of its smallest mask that is valid
  bool operator==(const HealthRow&) const = default;
};

struct Health {
  std::vector<HealthRow> rows{};        ///< the layers in the order they ran in
  std::vector<std::string> warnings{};  ///< what passes a limit, a sentence each

  /// A table for people.
  std::string text() const;
  bool operator==(const Health&) const = default;
};

/// |update| of each weight by name, as the optimiser makes it.
using UpdateNorms = std::map<std::string, double>;

/// The health that a trace shows. A layer whose values pass limits.growth times those of the batch
/// is warned of at the first step, long before they overflow: the notes' style encoder, 2.6 → 9443
/// → 1.6e5 → 1.8e7 → 6.6e9.
Health health_of(const Trace& trace,
                 const UpdateNorms& updates = {},
                 const HealthLimits& limits = {});

}  // namespace lowlight::doctor
