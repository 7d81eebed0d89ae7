// Causes that lie in masks and what is computed from masks alone.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "causes.h"

namespace lowlight::doctor {
namespace {

constexpr double kTolerance = 1e-3;

/// What masks did wrong can only matter where something grew too large or a mask was the operand.
bool masks_may_matter(const Evidence& e) {
  return e.symptom == Symptom::none || e.symptom == Symptom::overflow || e.operand_is_mask();
}

bool may_be_cause(const Evidence& e, int64_t value) {
  return masks_may_matter(e) &&
         (e.symptom == Symptom::none || value == e.bad || e.is_upstream(value));
}

bool in_unit_range(const TensorStatistics& statistics) {
  return statistics.minimum >= -kTolerance && statistics.maximum <= 1 + kTolerance;
}

/// Values that are masks, forward, in the order they were made.
template <class Test>
int64_t first_mask(const Evidence& e, const Test& test) {
  for (size_t i = 0; i < e.trace.values.size(); ++i) {
    const auto& value = e.trace.values[i];
    if (value.is_mask() && may_be_cause(e, int64_t(i)) && test(int64_t(i), value))
      return int64_t(i);
  }
  return -1;
}

std::string range_text(const TensorStatistics& statistics) {
  return number_text(statistics.minimum) + " … " + number_text(statistics.maximum);
}

std::string place_of(const Evidence& e, int64_t value) {
  if (e.value(value).origin == Origin::batch) return "the batch's " + e.value(value).name;
  const auto* maker = e.maker(value);
  return maker ? place_text(*maker, e.trace) : "a tensor from outside the step";
}

/// A quotient of something and a sum of mask values: the ratio of a partial convolution.
bool is_ratio(const Evidence& e, int64_t value) {
  const auto* maker = e.maker(value);
  if (!maker || maker->backward) return false;
  const auto name = plain_name(*maker);
  const auto by = name == "aten::div" ? maker->input("other") : maker->input("self");
  return (name == "aten::div" || name == "aten::reciprocal") && by >= 0 && e.value(by).is_mask();
}

/// The window |W| that a ratio divides: 1 for a reciprocal.
double window_of(const Evidence& e, const Operation& ratio) {
  if (plain_name(ratio) == "aten::reciprocal") return 1;
  return e.value(ratio.input("self")).statistics.maximum;
}

/// The nearest quotient that a mask was computed from, itself included; −1 where there is none.
int64_t ratio_behind(const Evidence& e, int64_t value, int depth = 6) {
  if (value < 0 || depth == 0 || !e.value(value).is_mask()) return -1;
  if (is_ratio(e, value)) return value;
  const auto* maker = e.maker(value);
  if (!maker) return -1;
  for (const auto& input : maker->inputs) {
    const auto found = ratio_behind(e, input.value, depth - 1);
    if (found >= 0) return found;
  }
  return -1;
}

bool multiplies_data(const Evidence& e, const Operation& operation, int64_t mask) {
  const auto name = plain_name(operation);
  if (operation.backward || (name != "aten::mul" && name != "lowlight::rescale_valid"))
    return false;
  return std::any_of(operation.inputs.begin(), operation.inputs.end(), [&](const auto& input) {
    return input.value != mask && e.value(input.value).from_data;
  });
}

/// Whether a mask says of pictures what is valid: it multiplies one or a kernel reads it.
bool acts_as_mask(const Evidence& e, int64_t value, int depth = 4) {
  for (const auto& operation : e.trace.operations) {
    const auto reads = [&](const auto& input) { return input.value == value; };
    if (operation.backward ||
        std::none_of(operation.inputs.begin(), operation.inputs.end(), reads)) {
      continue;
    }
    if (is_convolution(operation) || multiplies_data(e, operation, value)) return true;
    const bool reshapes = operation.inputs.size() == 1 && plain_name(operation) != "aten::clamp" &&
                          plain_name(operation) != "aten::clamp_max";
    if (!reshapes || depth == 0) continue;
    for (const auto output : operation.outputs)
      if (acts_as_mask(e, output, depth - 1)) return true;
  }
  return false;
}

/// The kernel of a convolution of masks alone, where it is a learned one; −1 else.
int64_t learned_mask_kernel(const Evidence& e, const Operation& operation) {
  if (!is_convolution(operation)) return -1;
  const auto input = operation.input("input"), weight = operation.input("weight");
  if (input < 0 || weight < 0 || !e.value(input).is_mask()) return -1;
  return e.value(weight).memory >= 0 && e.value(weight).from_weights ? weight : -1;
}

const Operation* convolution_of_data(const Evidence& e, int64_t memory) {
  for (const auto& operation : e.trace.operations) {
    const auto input = operation.input("input"), weight = operation.input("weight");
    if (is_convolution(operation) && input >= 0 && weight >= 0 && e.value(input).from_data &&
        e.value(weight).memory == memory) {
      return &operation;
    }
  }
  return nullptr;
}

std::vector<std::string> names_shared_with(const Evidence& e, const std::string& name) {
  for (const auto& names : e.trace.shared) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return names;
  }
  return {};
}

}  // namespace

std::optional<Finding> shared_mask_kernel(const Evidence& e) {
  for (const auto& operation : e.trace.operations) {
    const auto kernel = learned_mask_kernel(e, operation);
    if (kernel < 0 || !may_be_cause(e, operation.outputs.front())) continue;
    const auto* other = convolution_of_data(e, e.value(kernel).memory);
    if (!other) continue;
    const auto& weight = e.value(kernel);
    Finding finding{
        "shared_mask_kernel",
        "The kernel that sums the mask and the learned kernel are one tensor: " + weight.name,
        {"it is read with a mask by " + place_text(operation, e.trace),
         "and with features by " + place_text(*other, e.trace)},
        "Give the mask a sum of its own (a box sum, or a buffer of ones made with "
        "at::ones): assigning a layer or tensor to another name copies no memory."};
    for (const auto& name : names_shared_with(e, weight.name)) {
      if (name != weight.name)
        finding.evidence.push_back(name + " is registered for the same memory");
    }
    if (weight.statistics.ones == weight.statistics.count)
      finding.evidence.push_back("all its values are 1: what was learned is gone");
    return finding;
  }
  return std::nullopt;
}

std::optional<Finding> mask_not_binary(const Evidence& e) {
  const auto wrong = first_mask(e, [&](int64_t, const Value& value) {
    if (value.from_weights || !value.statistics.finite()) return false;
    const bool above = value.origin == Origin::batch && value.statistics.maximum > 1 + kTolerance;
    return above || value.statistics.minimum < -kTolerance;
  });
  if (wrong < 0) return std::nullopt;
  const auto& statistics = e.value(wrong).statistics;
  Finding finding{"mask_not_binary",
                  "The mask holds values that are no validity: " + range_text(statistics) +
                      " where 0 and 1 are meant",
                  {"first in " + place_of(e, wrong)},
                  "Never normalise a mask with the mean and deviation of pictures; divide bytes by "
                  "255 and compare with 0.5."};
  const auto neither = statistics.count - statistics.zeros - statistics.ones;
  finding.evidence.push_back(std::to_string(neither) + " of " + std::to_string(statistics.count) +
                             " values are neither 0 nor 1");
  if (statistics.minimum < 0)
    finding.evidence.push_back(
        "negative values let a window's sum be 0, or negative, where pixels "
        "are valid");
  return finding;
}

std::optional<Finding> mask_of_two(const Evidence& e) {
  const auto wrong = first_mask(e, [&](int64_t index, const Value& value) {
    const auto* maker = e.maker(index);
    if (!maker || plain_name(*maker) != "aten::add" || value.statistics.maximum <= 1 + kTolerance)
      return false;
    const auto a = maker->input("self"), b = maker->input("other");
    return a >= 0 && b >= 0 && e.value(a).is_mask() && e.value(b).is_mask() &&
           in_unit_range(e.value(a).statistics) && in_unit_range(e.value(b).statistics) &&
           acts_as_mask(e, index);
  });
  if (wrong < 0) return std::nullopt;
  return Finding{"mask_of_two",
                 "Two masks were added: the sum, used as a mask, reaches " +
                     number_text(e.value(wrong).statistics.maximum),
                 {"added in " + place_of(e, wrong), "each of the two lies within 0 … 1"},
                 "Join masks where two paths meet with their maximum (a pixel is valid if either "
                 "path says so), never with their sum."};
}

std::optional<Finding> groups_forgotten(const Evidence& e) {
  for (const auto& operation : e.trace.operations) {
    for (const auto& input : operation.inputs) {
      const auto ratio =
          multiplies_data(e, operation, input.value) ? ratio_behind(e, input.value) : -1;
      if (ratio < 0 || !may_be_cause(e, ratio) || operation.input("self") < 0) continue;
      const auto map = operation.input("self") == input.value ? "other" : "self";
      const auto* convolution = e.maker(operation.input(map));
      if (!convolution || !is_convolution(*convolution)) continue;
      const double groups =
          convolution->numbers.contains("groups") ? convolution->numbers.at("groups") : 1;
      const double least = e.value(ratio).statistics.minimum;
      const double window = window_of(e, *e.maker(ratio));
      if (groups < 2 || std::abs(least / groups - 1) > kTolerance) continue;
      return Finding{"groups_forgotten",
                     "The window of a grouped partial convolution is counted " +
                         number_text(groups) + " times too large: groups were left out of |W|",
                     {"in " + place_text(*convolution, e.trace),
                      "the ratio |W| / sum(M) is " + number_text(least) +
                          " where every pixel is valid; it must be 1",
                      "|W| was taken as " + number_text(window) + ", each of the " +
                          number_text(groups) + " groups sees " + number_text(window / groups)},
                     "|W| = k · k · C / groups, or k · k with a mask of one channel."};
    }
  }
  return std::nullopt;
}

std::optional<Finding> empty_mask(const Evidence& e) {
  const bool fits = e.symptom == Symptom::division_by_zero || e.symptom == Symptom::empty_mean ||
                    e.symptom == Symptom::log_of_zero || e.symptom == Symptom::root_at_zero;
  if (!fits || e.operand < 0 || !e.value(e.operand).from_mask) return std::nullopt;
  for (const auto& name : e.patient.subject.masks) {
    for (const auto& [batch_name, tensor] : e.patient.subject.batch) {
      if (batch_name != name || !tensor.defined() || tensor.dim() < 2) continue;
      for (int64_t sample = 0; sample < tensor.size(0); ++sample) {
        if (!e.may_be_sample(sample) || tensor[sample].ne(0).any().item<bool>()) continue;
        return Finding{"empty_mask",
                       "A mask of the batch has no valid pixel: " + e.sample_text(sample),
                       {name + " is 0 throughout that sample",
                        "what was summed over its valid pixels is 0 (or no number at all) in " +
                            place_text(e.trace.operations[size_t(e.operation)], e.trace)},
                       "Leave such a sample out when it is loaded, or skip the term and say so; "
                       "a ratio is 0 where its window is empty."};
      }
    }
  }
  return std::nullopt;
}

std::optional<Finding> ratio_out_of_range(const Evidence& e) {
  const auto wrong = first_mask(e, [&](int64_t index, const Value& value) {
    if (!is_ratio(e, index)) return false;
    const auto window = window_of(e, *e.maker(index));
    return !value.statistics.finite() || value.statistics.minimum < -kTolerance ||
           value.statistics.maximum > window * (1 + kTolerance);
  });
  if (wrong < 0) return std::nullopt;
  const auto& ratio = *e.maker(wrong);
  const auto by = plain_name(ratio) == "aten::div" ? ratio.input("other") : ratio.input("self");
  const auto window = number_text(window_of(e, ratio));
  const auto& sums = e.value(by).statistics;
  return Finding{"ratio_out_of_range",
                 "The ratio of a partial convolution leaves [0, |W|] = [0, " + window + "]",
                 {"in " + place_text(ratio, e.trace),
                  "it is " + range_text(e.value(wrong).statistics) + ", and not finite " +
                      std::to_string(e.value(wrong).statistics.bad()) + " times",
                  "it divides by window sums of " + range_text(sums) + ", " +
                      std::to_string(sums.zeros) + " of them 0"},
                 "r = |W| / s where s > 0, clamped to [0, |W|], and 0 where the window is empty; "
                 "make the divisor safe before dividing."};
}

}  // namespace lowlight::doctor
