#include "lowlight/doctor/health.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iomanip>
#include <span>
#include <sstream>
#include <utility>

#include "lowlight/core/text.h"
#include "lowlight/core/value_text.h"

namespace lowlight::doctor {
namespace {

/// The largest value of the batch's pictures, at least 1: a dark batch makes no growth.
double batch_magnitude(const Trace& trace) {
  double largest = 1;
  for (const auto& value : trace.values) {
    if (value.origin == Origin::batch && value.from_data)
      largest = std::max(largest, value.statistics.magnitude());
  }
  return largest;
}

double norm_of(const TensorStatistics& statistics) {
  return std::hypot(statistics.mean, statistics.deviation) * std::sqrt(double(statistics.count));
}

double weight_norm(const ModuleReport& module) {
  double squares = 0;
  for (const auto& weight : module.weights) squares += std::pow(norm_of(weight.values), 2);
  return std::sqrt(squares);
}

std::optional<double> update_ratio(const ModuleReport& module, const UpdateNorms& updates) {
  double squares = 0;
  bool known = false;
  for (const auto& weight : module.weights) {
    const auto update = updates.find(weight.name);
    if (update == updates.end()) continue;
    squares += update->second * update->second;
    known = true;
  }
  const double norm = weight_norm(module);
  if (!known || norm == 0) return std::nullopt;
  return std::sqrt(squares) / norm;
}

HealthRow row_of(const ModuleReport& module, double batch, const UpdateNorms& updates) {
  return {.module = module.name,
          .magnitude = module.output_magnitude,
          .growth = module.growth(),
          .depth_growth = module.output_magnitude / batch,
          .gradient_norm = module.gradient_norm(),
          .weight_norm = weight_norm(module),
          .update_ratio = update_ratio(module, updates),
          .dead_share = module.dead_share,
          .coverage = module.coverage};
}

/// One sentence for a whole run of layers: the first that passes the limit, and how far it goes.
void warn_of_growth(Health& health, double limit) {
  const HealthRow *first = nullptr, *worst = nullptr;
  for (const auto& row : health.rows) {
    if (row.depth_growth <= limit) continue;
    if (!first) first = &row;
    if (!worst || row.depth_growth > worst->depth_growth) worst = &row;
  }
  if (!first) return;
  health.warnings.push_back("values grow with depth: from " + first->module + " on they pass " +
                            number_text(limit) + " times those of the batch, up to " +
                            number_text(worst->magnitude) + " in " + worst->module);
}

/// A layer and how far it passes a limit.
using Excess = std::pair<double, std::string>;

/// "a by 3, b by 2 and c by 1.5", the worst of them, "; 97 more" where there are more.
std::string worst_of(std::vector<Excess> layers, const std::string& link, const std::string& unit) {
  constexpr size_t kNamed = 3;
  std::ranges::sort(layers, std::greater());
  std::vector<std::string> named;
  for (const auto& [excess, layer] : std::span(layers).first(std::min(kNamed, layers.size())))
    named.push_back(layer + link + number_text(excess) + unit);
  const auto others = layers.size() - named.size();
  return joined(named) + (others ? "; " + std::to_string(others) + " more" : "");
}

/// One sentence for all layers that a learning rate gone wild, or a dead activation, reaches.
void warn_of_layers(Health& health, const HealthLimits& limits) {
  std::vector<Excess> changed, dead;
  for (const auto& row : health.rows) {
    if (row.update_ratio && *row.update_ratio > limits.update_ratio)
      changed.emplace_back(*row.update_ratio, row.module);
    // Weights of 0 are a start, not a death.
    if (row.dead_share > limits.dead_share && row.weight_norm > 0)
      dead.emplace_back(100 * row.dead_share, row.module);
  }
  if (!changed.empty()) {
    health.warnings.push_back("an update changes weights by more than " +
                              number_text(limits.update_ratio) +
                              " of themselves: " + worst_of(changed, " by ", ""));
  }
  if (!dead.empty()) {
    health.warnings.push_back("channels are 0 throughout the batch in " +
                              worst_of(dead, ": ", " %"));
  }
}

}  // namespace

Health health_of(const Trace& trace, const UpdateNorms& updates, const HealthLimits& limits) {
  Health health;
  const double batch = batch_magnitude(trace);
  for (const auto& module : module_reports(trace)) {
    if (!module.weights.empty()) health.rows.push_back(row_of(module, batch, updates));
  }
  warn_of_growth(health, limits.growth);
  warn_of_layers(health, limits);
  for (const auto& value : trace.values) {
    if (value.origin == Origin::batch && value.is_mask() &&
        value.statistics.zeros == value.statistics.count) {
      health.warnings.push_back(value.name + " has no valid pixel in the whole batch");
    }
  }
  return health;
}

std::string Health::text() const {
  std::ostringstream out;
  size_t width = 6;
  for (const auto& row : rows) width = std::max(width, row.module.size());
  out << std::left << std::setw(int(width)) << "module" << std::right;
  for (const auto* title : {"max |x|", "growth", "gradient", "update", "dead", "mask"})
    out << std::setw(12) << title;
  out << "\n";
  const auto optional_text = [](const std::optional<double>& number) {
    return number ? number_text(*number) : std::string("-");
  };
  for (const auto& row : rows) {
    out << std::left << std::setw(int(width)) << row.module << std::right;
    for (const auto& text : {number_text(row.magnitude),
                             number_text(row.growth),
                             number_text(row.gradient_norm),
                             optional_text(row.update_ratio),
                             number_text(row.dead_share),
                             optional_text(row.coverage)}) {
      out << std::setw(12) << text;
    }
    out << "\n";
  }
  for (const auto& warning : warnings) out << "! " << warning << "\n";
  return out.str();
}

}  // namespace lowlight::doctor
