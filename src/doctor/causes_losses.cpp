// Causes that lie in the formula of a loss.
#include <ATen/ATen.h>

#include "doctor/causes.h"
#include "lowlight/core/value_text.h"

namespace lowlight::doctor {
namespace {

std::string share_text(int64_t part, int64_t whole) {
  return std::to_string(part) + " of " + std::to_string(whole);
}

/// Two samples of a batch tensor that are equal, element by element.
struct Twins {
  std::string tensor;
  int64_t first = -1, second = -1;
};

Twins find_twins(const Evidence& e) {
  for (const auto& [name, tensor] : e.patient.subject.batch) {
    // Equal labels or masks are nothing unusual.
    if (!tensor.defined() || tensor.dim() < 3 || !tensor.is_floating_point()) continue;
    const auto masks = e.patient.subject.masks;
    if (std::find(masks.begin(), masks.end(), name) != masks.end()) continue;
    for (int64_t i = 0; i < tensor.size(0); ++i) {
      for (int64_t j = i + 1; j < tensor.size(0); ++j) {
        if (!e.may_be_sample(i) && !e.may_be_sample(j)) continue;
        if (tensor[i].equal(tensor[j])) return {name, i, j};
      }
    }
  }
  return {};
}

/// The operand was computed from a difference: it is a distance.
bool is_distance(const Evidence& e, int64_t value, int depth = 8) {
  const auto* maker = e.maker(value);
  if (!maker || depth == 0) return false;
  const auto name = plain_name(*maker);
  if (name == "aten::sub" || name == "aten::mse_loss" || name == "aten::l1_loss" ||
      name == "aten::_cdist_forward") {
    return true;
  }
  for (const auto& input : maker->inputs)
    if (is_distance(e, input.value, depth - 1)) return true;
  return false;
}

const Operation* sort_behind(const Evidence& e, int64_t value, int depth = 4) {
  const auto* maker = e.maker(value);
  if (!maker || depth == 0) return nullptr;
  if (plain_name(*maker) == "aten::sort") return maker;
  if (maker->inputs.empty()) return nullptr;
  return sort_behind(e, maker->inputs.front().value, depth - 1);
}

int64_t sorted_length(const Evidence& e, const Operation& sort) {
  return e.value(sort.outputs.front()).statistics.shape.back();
}

}  // namespace

std::optional<Finding> log_of_zero(const Evidence& e) {
  if (e.symptom != Symptom::log_of_zero) return std::nullopt;
  const auto& argument = e.value(e.operand).statistics;
  return Finding{"log_of_zero",
                 "The logarithm of 0 is taken",
                 {"in " + place_of_producer(e),
                  share_text(argument.zeros, argument.count) + " arguments are 0"},
                 "Clamp the argument from below, log(max(x, eps)), or compute in the space of "
                 "logarithms (log-sum-exp, binary_cross_entropy_with_logits)."};
}

std::optional<Finding> log_of_negative(const Evidence& e) {
  if (e.symptom != Symptom::log_of_negative) return std::nullopt;
  const auto& argument = e.value(e.operand).statistics;
  return Finding{"log_of_negative",
                 "The logarithm of a negative number is taken",
                 {"in " + place_of_producer(e),
                  "its arguments go down to " + number_text(argument.minimum, 6)},
                 "Find what should have been positive: a probability from a sigmoid or softmax, a "
                 "size with its corners in order, a variance from squared differences."};
}

std::optional<Finding> root_of_negative(const Evidence& e) {
  if (e.symptom != Symptom::root_of_negative) return std::nullopt;
  const auto& argument = e.value(e.operand).statistics;
  return Finding{"root_of_negative",
                 "A root, or a fractional power, of a negative number is taken",
                 {"in " + place_of_producer(e),
                  "its arguments go down to " + number_text(argument.minimum, 6)},
                 "Clamp the argument at 0. A variance as mean(x²) − mean(x)² goes below 0 by "
                 "rounding: take mean((x − mean)²)."};
}

std::optional<Finding> root_at_zero(const Evidence& e) {
  if (e.symptom != Symptom::root_at_zero) return std::nullopt;
  const auto& argument = e.value(e.operand).statistics;
  Finding finding{"root_at_zero",
                  "The slope of a root is taken at 0, where it is infinite",
                  {"in " + place_of_producer(e),
                   share_text(argument.zeros, argument.count) +
                       " arguments of the root are 0: forward all is well, backward 0 · ∞ is NaN"},
                  "Put eps inside the root: sqrt(sum(x²) + eps), or x · rsqrt(max(sum(x²), eps)). "
                  "Adding it outside, or choosing with where afterwards, does not help."};
  for (const auto& [name, tensor] : e.patient.subject.batch) {
    if (!tensor.defined() || tensor.dim() < 3 || !tensor.is_floating_point()) continue;
    for (int64_t sample = 0; sample < tensor.size(0); ++sample) {
      if (tensor[sample].eq(0).all().item<bool>())
        finding.evidence.push_back(name + " is black throughout in " + e.sample_text(sample));
    }
  }
  return finding;
}

std::optional<Finding> batch_of_one(const Evidence& e) {
  const bool fits = e.symptom == Symptom::empty_mean || e.symptom == Symptom::division_by_zero;
  if (!fits || e.batch_size() != 1) return std::nullopt;
  bool over_nothing = e.symptom == Symptom::empty_mean;
  for (size_t i = 0; i < e.upstream.size(); ++i) {
    const auto& value = e.value(int64_t(i));
    over_nothing |= e.upstream[i] && value.producer >= 0 && value.statistics.count == 0;
  }
  if (!over_nothing) return std::nullopt;
  return Finding{"batch_of_one",
                 "A loss that compares samples with each other was given a batch of one",
                 {"in " + place_of_producer(e),
                  "the batch has 1 sample, so there are no other ones: what is taken over them has "
                  "no elements"},
                 "Skip the term, and say so, where a batch has no other sample; drop the last, "
                 "incomplete batch of an epoch."};
}

std::optional<Finding> same_style_twice(const Evidence& e) {
  if (e.symptom != Symptom::division_by_zero || !is_distance(e, e.operand)) return std::nullopt;
  const auto twins = find_twins(e);
  if (twins.first < 0) return std::nullopt;
  return Finding{
      "same_style_twice",
      "The same picture is in the batch twice, so its distance from itself is divided by",
      {"in " + place_of_producer(e),
       twins.tensor + " of " + e.sample_text(twins.first) + " and of " +
           e.sample_text(twins.second) + " are equal in every element",
       std::to_string(e.value(e.operand).statistics.zeros) + " distances are 0"},
      "Leave pairs of equal pictures out of the negatives, add eps to the denominator, "
      "and do not repeat a short list of styles within one batch."};
}

std::optional<Finding> zero_denominator(const Evidence& e) {
  if (e.symptom != Symptom::division_by_zero) return std::nullopt;
  const auto& divisor = e.value(e.operand).statistics;
  return Finding{
      "zero_denominator",
      "A division by 0",
      {"in " + place_of_producer(e),
       share_text(divisor.zeros, divisor.count) + " divisors are 0" +
           (is_distance(e, e.operand) ? "; they are distances" : "")},
      "Add eps to the denominator, or make it safe with where before dividing (after it, "
      "the gradient is NaN all the same)."};
}

std::optional<Finding> unequal_sizes(const Evidence& e) {
  if (e.symptom != Symptom::none) return std::nullopt;
  for (const auto& operation : e.trace.operations) {
    const auto name = plain_name(operation);
    if (operation.backward || (name != "aten::gather" && name != "aten::index_select")) continue;
    const auto self = operation.input("self"), index = operation.input("index");
    const auto* values = sort_behind(e, self);
    const auto* ranks = sort_behind(e, index);
    if (!values || !ranks || sorted_length(e, *values) == sorted_length(e, *ranks)) continue;
    return Finding{
        "unequal_sizes",
        "Sorted values of two maps of different sizes are compared rank by rank",
        {"in " + place_text(operation, e.trace),
         "ranks of " + std::to_string(sorted_length(e, *ranks)) + " pixels are looked up among " +
             std::to_string(sorted_length(e, *values)) +
             " sorted values: without any error, only a part of the distribution is matched"},
        "Make both maps equally large (equal strides in both encoders), or interpolate quantiles."};
  }
  return std::nullopt;
}

}  // namespace lowlight::doctor
