// Causes that lie in masks and what is computed from masks alone.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "doctor/causes.h"
#include "doctor/mask_evidence.h"
#include "lowlight/core/value_text.h"

namespace lowlight::doctor {
namespace {

/// What masks did wrong can only matter where something grew too large or a mask was the operand.
bool masks_may_matter(const Evidence& e) {
  return e.symptom == Symptom::none || e.symptom == Symptom::overflow || e.operand_is_mask();
}

bool may_be_cause(const Evidence& e, int64_t value) {
  return masks_may_matter(e) &&
         (e.symptom == Symptom::none || value == e.bad || e.is_upstream(value));
}

bool in_unit_range(const TensorStatistics& statistics) {
  return statistics.minimum >= -kMaskTolerance && statistics.maximum <= 1 + kMaskTolerance;
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
  return number_text(statistics.minimum, 6) + " … " + number_text(statistics.maximum, 6);
}

std::string place_of(const Evidence& e, int64_t value) {
  if (e.value(value).origin == Origin::batch) return "the batch's " + e.value(value).name;
  const auto* maker = e.maker(value);
  return maker ? place_text(*maker, e.trace) : "a tensor from outside the step";
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
    const auto kernel = weight_that_sums_masks(e, operation);
    if (kernel < 0 || !may_be_cause(e, operation.outputs.front())) continue;
    const auto& weight = e.value(kernel);
    const auto* other = convolution_of_data(e, weight.memory);
    const auto names = names_shared_with(e, weight.name);
    const bool ones = weight.statistics.ones == weight.statistics.count;
    // A network may also read a mask as a picture; a sum over windows is what is divided by.
    const bool sums = ones || !names.empty() || divides(e, operation.outputs.front());
    if (!other || !sums) continue;
    Finding finding{
        "shared_mask_kernel",
        "The kernel that sums the mask and the learned kernel are one tensor: " + weight.name,
        {"it is read with a mask by " + place_text(operation, e.trace),
         "and with features by " + place_text(*other, e.trace)},
        "Give the mask a sum of its own (a box sum, or a buffer of ones made with "
        "at::ones): assigning a layer or tensor to another name copies no memory."};
    for (const auto& name : names) {
      if (name != weight.name)
        finding.evidence.push_back(name + " is registered for the same memory");
    }
    if (ones) finding.evidence.push_back("all its values are 1: what was learned is gone");
    return finding;
  }
  return std::nullopt;
}

std::optional<Finding> mask_not_binary(const Evidence& e) {
  const auto wrong = first_mask(e, [&](int64_t index, const Value& value) {
    if (value.from_weights || !value.statistics.finite()) return false;
    if (value.origin == Origin::batch) return !in_unit_range(value.statistics);
    // Differences and offsets of masks are negative too; none of them says what is valid.
    return value.statistics.minimum < -kMaskTolerance && e.symptom != Symptom::none &&
           acts_as_mask(e, index);
  });
  if (wrong < 0) return std::nullopt;
  const auto& statistics = e.value(wrong).statistics;
  Finding finding{"mask_not_binary",
                  "The mask holds values that do not say what is valid: " + range_text(statistics) +
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
    if (!maker || plain_name(*maker) != "aten::add" ||
        value.statistics.maximum <= 1 + kMaskTolerance)
      return false;
    const auto a = maker->input("self"), b = maker->input("other");
    return a >= 0 && b >= 0 && e.value(a).is_mask() && e.value(b).is_mask() &&
           in_unit_range(e.value(a).statistics) && in_unit_range(e.value(b).statistics) &&
           acts_as_mask(e, index);
  });
  if (wrong < 0) return std::nullopt;
  return Finding{"mask_of_two",
                 "Two masks were added: the sum, used as a mask, reaches " +
                     number_text(e.value(wrong).statistics.maximum, 6),
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
      if (groups < 2 || std::abs(least / groups - 1) > kMaskTolerance) continue;
      if (!has_full_window(e, *convolution, *e.maker(ratio))) continue;
      return Finding{
          "groups_forgotten",
          "The window of a grouped partial convolution is counted " + number_text(groups, 6) +
              " times too large: groups were left out of |W|",
          {"in " + place_text(*convolution, e.trace),
           "the ratio |W| / sum(M) is " + number_text(least, 6) +
               " where every pixel is valid; it must be 1",
           "|W| was taken as " + number_text(window, 6) + ", each of the " +
               number_text(groups, 6) + " groups sees " + number_text(window / groups, 6)},
          "|W| = k · k · C / groups, or k · k with a mask of one channel."};
    }
  }
  return std::nullopt;
}

std::optional<Finding> empty_mask(const Evidence& e) {
  const bool fits = e.symptom == Symptom::division_by_zero || e.symptom == Symptom::empty_mean ||
                    e.symptom == Symptom::log_of_zero || e.symptom == Symptom::root_at_zero;
  if (!fits || e.operand < 0 || !e.value(e.operand).from_mask) return std::nullopt;
  // A zero among features is the mask's doing only where it is the masked sample's.
  if (!e.operand_is_mask() && e.bad_sample() < 0) return std::nullopt;
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
  if (e.symptom == Symptom::none) return std::nullopt;
  for (const auto& operation : e.trace.operations) {
    for (const auto& input : operation.inputs) {
      const bool used = multiplies_data(e, operation, input.value) || input.value == e.bad;
      const auto ratio = used && may_be_cause(e, input.value) ? ratio_behind(e, input.value) : -1;
      if (ratio < 0) continue;
      const auto& factor = e.value(input.value).statistics;
      const double window = window_of(e, *e.maker(ratio));
      if (factor.finite() && factor.minimum >= -kMaskTolerance &&
          factor.maximum <= window * (1 + kMaskTolerance)) {
        continue;
      }
      const auto& sums = e.value(divisor_of(*e.maker(ratio))).statistics;
      return Finding{"ratio_out_of_range",
                     "The ratio of a partial convolution leaves [0, |W|] = [0, " +
                         number_text(window, 6) + "]",
                     {"in " + place_text(*e.maker(ratio), e.trace),
                      "it is " + range_text(factor) + ", and not finite " +
                          std::to_string(factor.bad()) + " times",
                      "it divides by window sums of " + range_text(sums) + ", " +
                          std::to_string(sums.zeros) + " of them 0"},
                     "r = |W| / s where s > 0, clamped to [0, |W|], and 0 where the window is "
                     "empty; make the divisor safe before dividing."};
    }
  }
  return std::nullopt;
}

}  // namespace lowlight::doctor
