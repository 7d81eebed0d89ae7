// Causes that lie in the optimiser, the precision or the statistics of layers.
#include <algorithm>
#include <cmath>

#include "doctor/causes.h"
#include "lowlight/core/value_text.h"

namespace lowlight::doctor {
namespace {

constexpr size_t kLeastHistory = 4;
constexpr double kRatioOfConcern = 1e-2;
// Even a network that starts at zero does not ask for this.
constexpr double kRatioOfRuin = 0.3;

/// The finite values at the end of a list, at most `most`.
std::vector<double> tail(const std::vector<double>& list, size_t most) {
  std::vector<double> finite;
  for (const auto value : list)
    if (std::isfinite(value)) finite.push_back(value);
  if (finite.size() > most) finite.erase(finite.begin(), finite.end() - std::ptrdiff_t(most));
  return finite;
}

/// Whether values grow by `factor` in all and in three steps of four.
bool grows(const std::vector<double>& values, double factor) {
  if (values.size() < kLeastHistory || !(values.front() > 0)) return false;
  size_t up = 0;
  for (size_t i = 1; i < values.size(); ++i) up += values[i] > values[i - 1];
  return values.back() > factor * values.front() && 4 * up >= 3 * (values.size() - 1);
}

bool is_reduced(const TensorStatistics& statistics) {
  return statistics.type == "BFloat16" || statistics.type == "Half";
}

bool weights_are_bad(const Evidence& e) {
  return e.symptom == Symptom::bad_source && e.bad >= 0 &&
         (e.value(e.bad).origin == Origin::parameter || e.value(e.bad).origin == Origin::buffer);
}

/// Normalisation of a single value for each channel, in training.
const Operation* norm_of_one(const Evidence& e) {
  for (const auto& operation : e.trace.operations) {
    const auto input = operation.input("input");
    const auto training = operation.numbers.find("training");
    if (operation.backward || plain_name(operation) != "aten::native_batch_norm" || input < 0 ||
        training == operation.numbers.end() || training->second == 0) {
      continue;
    }
    const auto& shape = e.value(input).statistics.shape;
    if (shape.size() >= 2 && e.value(input).statistics.count == shape[1]) return &operation;
  }
  return nullptr;
}

}  // namespace

std::optional<Finding> reduced_precision(const Evidence& e) {
  if (!e.finite_in_float.value_or(false) || e.bad < 0) return std::nullopt;
  Finding finding{"reduced_precision",
                  "Only reduced precision fails: the same step is finite in float",
                  {"the step was run again in float, and all of it is finite"},
                  "Compute this part in float even under autocast: areas, energies, norms, "
                  "exponentials and differences of nearly equal numbers."};
  if (e.operation >= 0) {
    const auto& operation = e.trace.operations[size_t(e.operation)];
    finding.evidence.push_back("it fails in " + place_text(operation, e.trace));
    for (const auto& input : operation.inputs) {
      const auto& statistics = e.value(input.value).statistics;
      if (!is_reduced(statistics)) continue;
      finding.evidence.push_back("which reads " + statistics.type + " values of " +
                                 number_text(statistics.minimum, 6) + " … " +
                                 number_text(statistics.maximum, 6));
    }
  }
  return finding;
}

std::optional<Finding> one_value_statistics(const Evidence& e) {
  const bool refused = e.trace.error.find("more than 1 value per channel") != std::string::npos;
  const auto* norm = norm_of_one(e);
  const bool spoiled = norm && (e.symptom == Symptom::none || weights_are_bad(e));
  if (!refused && !spoiled && e.symptom != Symptom::one_value) return std::nullopt;
  Finding finding{"one_value_statistics",
                  "A deviation is taken of a single value",
                  {},
                  "Use GroupNorm after global pooling, keep frozen parts in eval mode, drop the "
                  "last incomplete batch, and give every device more than one sample."};
  if (refused) finding.evidence.push_back("the layer refused: " + e.trace.error);
  if (spoiled) {
    finding.evidence.push_back(place_text(*norm, e.trace) +
                               " sees one value in each channel: its " +
                               "output is its bias, and its running variance becomes NaN");
  }
  if (e.symptom == Symptom::one_value)
    finding.evidence.push_back(
        "in " + place_text(e.trace.operations[size_t(e.operation)], e.trace) + ", over input of " +
        shape_text(e.value(e.operand).statistics.shape) +
        ": the unbiased deviation of one value is 0 / 0");
  return finding;
}

std::optional<Finding> schedule_negative_base(const Evidence& e) {
  const auto& rates = e.patient.history.learning_rates;
  const auto bad = std::find_if(
      rates.begin(), rates.end(), [](double rate) { return !std::isfinite(rate) || rate < 0; });
  if (bad == rates.end() || (e.symptom != Symptom::none && !weights_are_bad(e)))
    return std::nullopt;
  Finding finding{"schedule_negative_base",
                  "The learning rate itself is no rate: " + number_text(*bad, 6),
                  {"of the last " + std::to_string(rates.size()) + " steps, first " +
                   std::to_string(rates.end() - bad) + " steps before the end"},
                  "A schedule like (1 − t / T)^p goes on past T: the power of a negative number is "
                  "NaN. Clamp the base at 0, and count T in the steps that are really taken."};
  if (bad != rates.begin())
    finding.evidence.push_back("the one before was " + number_text(*(bad - 1), 6));
  if (weights_are_bad(e))
    finding.evidence.push_back("the weights were already bad before this step: " +
                               e.value(e.bad).name);
  return finding;
}

std::optional<Finding> learning_rate(const Evidence& e) {
  if (e.symptom != Symptom::overflow && !weights_are_bad(e)) return std::nullopt;
  const auto losses = tail(e.patient.history.losses, 8);
  const auto ratios = tail(e.patient.history.update_ratios, 8);
  const bool ruinous = !ratios.empty() && ratios.back() > kRatioOfRuin;
  const bool large = !ratios.empty() && ratios.back() > kRatioOfConcern;
  const bool diverged = grows(losses, 3) && (large || grows(ratios, 3));
  if (!ruinous && !diverged) return std::nullopt;
  Finding finding{
      "learning_rate",
      diverged ? "The learning rate is too large: training diverged over several steps"
               : "The learning rate is too large: one update all but replaced the weights",
      {"an update is " + number_text(ratios.back(), 6) + " of the weights (" +
       (ratios.size() > 1 ? number_text(ratios.front(), 6) + " before; " : "") + "0.001 is usual)"},
      "Lower the learning rate, warm up longer, or clip the norm of the gradients."};
  if (losses.size() > 1) {
    finding.evidence.push_back("the loss went from " + number_text(losses.front(), 6) + " to " +
                               number_text(losses.back(), 6) + " over the last " +
                               std::to_string(losses.size()) + " steps");
  }
  if (!e.patient.history.learning_rates.empty())
    finding.evidence.push_back("the learning rate is " +
                               number_text(e.patient.history.learning_rates.back(), 6));
  return finding;
}

}  // namespace lowlight::doctor
