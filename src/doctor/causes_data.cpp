// Causes that lie in the batch itself.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "doctor/causes.h"
#include "lowlight/core/value_text.h"

namespace lowlight::doctor {
namespace {

bool is_mask_name(const Evidence& e, const std::string& name) {
  const auto& masks = e.patient.subject.masks;
  return std::find(masks.begin(), masks.end(), name) != masks.end();
}

/// Calls back with (name, sample index, that sample in double precision on the CPU) for each
/// picture of the batch, until the answer is a finding.
template <class Call>
std::optional<Finding> each_picture(const Evidence& e, const Call& call) {
  for (const auto& [name, tensor] : e.patient.subject.batch) {
    if (!tensor.defined() || tensor.dim() < 4 || !tensor.is_floating_point()) continue;
    if (is_mask_name(e, name)) continue;
    for (int64_t sample = 0; sample < tensor.size(0); ++sample) {
      const auto picture = tensor[sample].to(at::kCPU, at::kDouble);
      if (auto finding = call(name, sample, picture)) return finding;
    }
  }
  return std::nullopt;
}

bool is_constant(const at::Tensor& picture) {
  return picture.numel() > 0 &&
         picture.flatten(1).eq(picture.flatten(1).slice(1, 0, 1)).all().item<bool>();
}

/// A picture without content is to blame only where something was divided by what it came to.
bool divides_by_content(const Evidence& e, const std::string& name) {
  const auto named = std::find_if(e.trace.values.begin(), e.trace.values.end(), [&](const auto& v) {
    return v.origin == Origin::batch && v.name == name;
  });
  if (named == e.trace.values.end() || !e.is_upstream(named - e.trace.values.begin())) return false;
  return e.symptom == Symptom::division_by_zero && e.operand >= 0 && e.value(e.operand).from_data;
}

/// Mean values that published networks subtract, and the range of pictures they mean by it.
struct KnownMean {
  double red, green, blue, maximum;
};
constexpr KnownMean kKnownMeans[] = {
    {0.485, 0.456, 0.406, 1}, {123.675, 116.28, 103.53, 255}, {123, 117, 104, 255}};

bool near(double a, double b) { return std::abs(a - b) <= 0.01 * std::abs(b); }

/// The published mean that a tensor of three numbers is, in either order of colours.
const KnownMean* known_mean(const TensorStatistics& statistics) {
  if (statistics.count != 3) return nullptr;
  for (const auto& known : kKnownMeans) {
    const double mean = (known.red + known.green + known.blue) / 3;
    if (near(statistics.mean, mean) && near(statistics.maximum, std::max(known.red, known.blue)) &&
        near(statistics.minimum, std::min(known.red, known.blue))) {
      return &known;
    }
  }
  return nullptr;
}

/// Pictures of the batch must lie within the units; what a network made may leave them, but not on
/// average. What is larger by orders of magnitude is no matter of units.
bool fits_units(const Value& value, double minimum, double maximum) {
  const auto& input = value.statistics;
  const double span = maximum - minimum, slack = 0.25 * span;
  if (input.magnitude() > 1e4 * std::max(std::abs(minimum), std::abs(maximum))) return true;
  if (input.deviation > 0 && input.maximum - input.minimum < 0.02 * span) return false;
  const bool made = value.from_weights;
  const double least = made ? input.mean : input.minimum, most = made ? input.mean : input.maximum;
  return least >= minimum - slack && most <= maximum + slack;
}

Finding mismatch(const Evidence& e,
                 const Operation& operation,
                 const TensorStatistics& input,
                 double minimum,
                 double maximum,
                 const std::string& why) {
  return {"normalisation_mismatch",
          "A fixed network is given pictures in other units than it was trained on",
          {"in " + place_text(operation, e.trace),
           why + ": it expects " + number_text(minimum, 6) + " … " + number_text(maximum, 6),
           "it gets " + number_text(input.minimum, 6) + " … " + number_text(input.maximum, 6) +
               ", mean " + number_text(input.mean, 6)},
          "Convert in one place: one object for the units of the data, of the loss and of what is "
          "written to files."};
}

}  // namespace

std::optional<Finding> bad_data(const Evidence& e) {
  for (const auto& [name, tensor] : e.patient.subject.batch) {
    if (!tensor.defined()) continue;
    const auto statistics = statistics_of(tensor);
    if (statistics.finite()) continue;
    const bool reached = e.symptom == Symptom::none || (e.bad >= 0 && e.value(e.bad).name == name);
    if (!reached) continue;
    const auto sample = statistics.first_bad.empty() ? 0 : statistics.first_bad.front();
    return Finding{
        "bad_data",
        "The data itself is not finite: " + name + ", " + e.sample_text(sample),
        {std::to_string(statistics.nan) + " NaN, " + std::to_string(statistics.positive_infinite) +
             " +Inf, " + std::to_string(statistics.negative_infinite) + " −Inf of " +
             std::to_string(statistics.count) + " values",
         "the first at " + shape_text(statistics.first_bad)},
        "Remove or repair the file; lowlight_train --check-data finds all of its kind."};
  }
  return std::nullopt;
}

std::optional<Finding> black_picture(const Evidence& e) {
  return each_picture(e, [&](const auto& name, int64_t sample, const at::Tensor& picture) {
    if (!divides_by_content(e, name) || !e.may_be_sample(sample) ||
        picture.ne(0).any().template item<bool>())
      return std::optional<Finding>();
    return std::optional(
        Finding{"black_picture",
                "A picture of the batch is black throughout: " + e.sample_text(sample),
                {name + " is 0 in every element",
                 "something computed from it is 0 and divided by in " + place_of_producer(e)},
                "Draw crops that have content, and leave black pictures out."});
  });
}

std::optional<Finding> constant_picture(const Evidence& e) {
  return each_picture(e, [&](const auto& name, int64_t sample, const at::Tensor& picture) {
    if (!divides_by_content(e, name) || !e.may_be_sample(sample) || !is_constant(picture))
      return std::optional<Finding>();
    return std::optional(
        Finding{"constant_picture",
                "A picture of the batch has one colour throughout: " + e.sample_text(sample),
                {name + " does not vary in any channel",
                 "its deviation, range or the like is 0 and divided by in " + place_of_producer(e)},
                "Draw crops that have content; divide by max(deviation, eps)."});
  });
}

std::optional<Finding> sixteen_bit_as_eight(const Evidence& e) {
  if (e.symptom != Symptom::none && e.symptom != Symptom::overflow) return std::nullopt;
  return each_picture(e, [&](const auto& name, int64_t sample, const at::Tensor& picture) {
    const auto codes = (picture * 255).round();
    const double most = picture.numel() > 0 ? codes.max().template item<double>() : 0;
    const double least = picture.numel() > 0 ? codes.min().template item<double>() : 0;
    const bool integers = (picture * 255 - codes).abs().max().template item<double>() < 0.02;
    const bool bytes = picture.eq(picture.round()).all().template item<bool>();
    if (!integers || bytes || least < 0 || most <= 2 * 255 || most > 65535)
      return std::optional<Finding>();
    return std::optional(Finding{
        "sixteen_bit_as_eight",
        "A picture of 16 bits was divided by 255: " + e.sample_text(sample),
        {name + " reaches " + number_text(most / 255, 6) + " where 1 is white",
         "all its values are whole numbers up to " + number_text(most, 6) + ", divided by 255"},
        "Divide by the greatest code of the file's depth: 65535 for 16 bits."});
  });
}

std::optional<Finding> normalisation_mismatch(const Evidence& e) {
  if (e.symptom != Symptom::none && e.symptom != Symptom::overflow) return std::nullopt;
  for (const auto& operation : e.trace.operations) {
    if (operation.backward) continue;
    const auto self = operation.input("self"), other = operation.input("other");
    if (plain_name(operation) == "aten::sub" && self >= 0 && other >= 0) {
      const auto& input = e.value(self).statistics;
      const auto* mean = e.value(other).from_data ? nullptr : known_mean(e.value(other).statistics);
      if (mean && e.value(self).from_data && !fits_units(e.value(self), 0, mean->maximum)) {
        return mismatch(
            e, operation, input, 0, mean->maximum, "a published mean of pictures is subtracted");
      }
    }
  }
  for (const auto& units : e.patient.units) {
    for (const auto& operation : e.trace.operations) {
      const auto input = operation.input("input");
      const bool first = is_convolution(operation) && input >= 0 && !operation.after &&
                         operation.module.starts_with(units.module);
      if (!first) continue;
      if (!fits_units(e.value(input), units.minimum, units.maximum)) {
        return mismatch(e,
                        operation,
                        e.value(input).statistics,
                        units.minimum,
                        units.maximum,
                        "so the caller says of " + units.module);
      }
      break;
    }
  }
  return std::nullopt;
}

}  // namespace lowlight::doctor
