// What each module did in one step.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/doctor/tensor_statistics.h"
#include "lowlight/doctor/trace.h"

namespace lowlight::doctor {

enum class Role {
  healthy,    ///< all it made is finite
  passer_on,  ///< something it made is not, because something it read was not
  producer,   ///< the first place that made something not finite of finite values
};

/// The names of the values, as users write them.
constexpr auto names_of(Role) {
  return std::to_array<std::pair<Role, std::string_view>>(
      {{Role::healthy, "healthy"}, {Role::passer_on, "passer-on"}, {Role::producer, "producer"}});
}

struct WeightReport {
  std::string name{};
  TensorStatistics values{};
  std::optional<TensorStatistics> gradient{};  ///< nothing if no gradient arrived
  bool operator==(const WeightReport&) const = default;
};

/// One module, all its calls together, with what follows it up to the next module; or "loss x", the
/// operations of one loss term; "(network)" for weights of the network itself. Statistics and
/// magnitudes (the largest finite |x|) are of feature maps; masks are reported apart.
struct ModuleReport {
  std::string name{};
  int64_t operations = 0;
  Role role = Role::healthy;
  TensorStatistics output{};  ///< the last map that left the module
  int64_t bad_values = 0;     ///< maps, masks and gradients in it that hold NaN or ±Inf
  double input_magnitude = 0;
  double output_magnitude = 0;
  double dead_share = 0;             ///< share of output channels that are 0 throughout the batch
  std::optional<double> coverage{};  ///< share of the smallest mask in it that is not 0
  std::optional<std::pair<double, double>> mask_range{};  ///< the values of all its masks
  std::vector<WeightReport> weights{};

  /// output_magnitude / input_magnitude; 0 where nothing came in.
  double growth() const;
  /// The Euclidean norm of all gradients of its weights.
  double gradient_norm() const;
  bool operator==(const ModuleReport&) const = default;
};

/// The modules in the order they ran in. `producer` is the operation to blame, −1 for none.
std::vector<ModuleReport> module_reports(const Trace& trace, int64_t producer = -1);

}  // namespace lowlight::doctor
