#include "doctor/evidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lowlight::doctor {
namespace {

template <size_t N>
bool is_any(const std::string& name, const std::array<const char*, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array kDivisions = {
    "aten::div", "aten::true_divide", "aten::addcdiv", "aten::reciprocal", "aten::rsqrt"};
constexpr std::array kLogarithms = {
    "aten::log", "aten::log2", "aten::log10", "aten::xlogy", "aten::logit"};
constexpr std::array kMeans = {
    "aten::mean", "aten::nanmean", "aten::mse_loss", "aten::l1_loss", "aten::smooth_l1_loss"};
constexpr std::array kSpreads = {"aten::std", "aten::var", "aten::std_mean", "aten::var_mean"};

bool bad(const Trace& trace, int64_t value) {
  return value >= 0 && !trace.values[size_t(value)].statistics.finite();
}

/// The bad value to start from: a loss term, the total, else the gradient that was made first.
int64_t first_complaint(const Trace& trace) {
  int64_t found = -1;
  for (const auto& [name, value] : trace.terms) {
    if (bad(trace, value) && (found < 0 || value < found)) found = value;
  }
  if (found >= 0) return found;
  for (const auto& [name, value] : trace.gradients) {
    if (bad(trace, value) && (found < 0 || value < found)) found = value;
  }
  return found;
}

/// Where all is finite: the largest gradient, if the squares of all of them are more than float can
/// hold. Their norm is infinite then, and so would be the optimiser's second moments.
int64_t overflowing_gradient(const Trace& trace) {
  double squares = 0;
  int64_t largest = -1;
  for (const auto& [name, value] : trace.gradients) {
    const auto& gradient = trace.values[size_t(value)].statistics;
    squares += double(gradient.count) *
               (gradient.mean * gradient.mean + gradient.deviation * gradient.deviation);
    if (largest < 0 || gradient.magnitude() > trace.values[size_t(largest)].statistics.magnitude())
      largest = value;
  }
  return squares > double(std::numeric_limits<float>::max()) ? largest : -1;
}

/// Goes back along bad values, always to the earliest, to the one that was made of good ones.
int64_t first_bad(const Trace& trace, int64_t value) {
  while (trace.values[size_t(value)].producer >= 0) {
    const auto& made_by = trace.operations[size_t(trace.values[size_t(value)].producer)];
    int64_t earlier = -1;
    for (const auto& input : made_by.inputs) {
      if (bad(trace, input.value) && (earlier < 0 || input.value < earlier)) earlier = input.value;
    }
    if (earlier < 0) break;
    value = earlier;
  }
  return value;
}

std::vector<bool> upstream_of(const Trace& trace, int64_t operation) {
  std::vector<bool> upstream(trace.values.size(), false);
  std::vector<int64_t> open = {operation};
  while (!open.empty()) {
    const auto& next = trace.operations[size_t(open.back())];
    open.pop_back();
    for (const auto& input : next.inputs) {
      if (upstream[size_t(input.value)]) continue;
      upstream[size_t(input.value)] = true;
      const auto producer = trace.values[size_t(input.value)].producer;
      if (producer >= 0) open.push_back(producer);
    }
  }
  return upstream;
}

/// The argument a division divides by.
int64_t divisor(const Operation& operation) {
  const auto name = plain_name(operation);
  if (name == "aten::addcdiv") return operation.input("tensor2");
  if (name == "aten::reciprocal" || name == "aten::rsqrt") return operation.input("self");
  return operation.input("other");
}

int64_t largest_input(const Operation& operation, const Trace& trace) {
  int64_t largest = -1;
  for (const auto& input : operation.inputs) {
    const auto magnitude = trace.values[size_t(input.value)].statistics.magnitude();
    if (largest < 0 || magnitude > trace.values[size_t(largest)].statistics.magnitude())
      largest = input.value;
  }
  return largest;
}

class Examiner {
 public:
  Examiner(const Trace& trace, Evidence& evidence) : trace_(trace), evidence_(evidence) {}

  /// The symptom of an operation that ran forward, or of the formula whose gradient is taken.
  bool formula(const Operation& operation) {
    const auto name = plain_name(operation);
    if (is_any(name, kLogarithms)) return logarithm(operation);
    if (is_any(name, kDivisions)) return division(operation);
    if (name == "aten::sqrt" || name == "aten::pow") return power(operation);
    return false;
  }

  /// A reduction over too little.
  bool reduction(const Operation& operation) {
    const auto name = plain_name(operation);
    const auto self = operation.input("self");
    if (self < 0 || operation.outputs.empty()) return false;
    const auto in = count(self), out = count(operation.outputs.front());
    if (is_any(name, kMeans) && in == 0) return found(Symptom::empty_mean, self);
    return is_any(name, kSpreads) && in == out && found(Symptom::one_value, self);
  }

  /// The slope of a formula at a place where it has none.
  bool slope(const Operation& forward) {
    const auto name = plain_name(forward);
    const auto self = forward.input("self");
    const bool root = name == "aten::sqrt" || name == "aten::linalg_vector_norm" ||
                      (name == "aten::pow" && exponent(forward) < 1 && exponent(forward) > 0);
    if (root && self >= 0 && zeros(self) > 0) return found(Symptom::root_at_zero, self);
    return formula(forward);
  }

  bool found(Symptom symptom, int64_t operand) {
    evidence_.symptom = symptom;
    evidence_.operand = operand;
    return true;
  }

 private:
  bool logarithm(const Operation& operation) {
    const auto self = operation.input(plain_name(operation) == "aten::xlogy" ? "other" : "self");
    if (self < 0) return false;
    if (statistics(self).minimum < 0) return found(Symptom::log_of_negative, self);
    return zeros(self) > 0 && found(Symptom::log_of_zero, self);
  }

  bool division(const Operation& operation) {
    const auto by = divisor(operation);
    return by >= 0 && zeros(by) > 0 && found(Symptom::division_by_zero, by);
  }

  bool power(const Operation& operation) {
    const auto self = operation.input("self");
    if (self < 0) return false;
    const double by = plain_name(operation) == "aten::pow" ? exponent(operation) : 0.5;
    if (by != std::floor(by) && statistics(self).minimum < 0)
      return found(Symptom::root_of_negative, self);
    return by < 0 && zeros(self) > 0 && found(Symptom::division_by_zero, self);
  }

  double exponent(const Operation& operation) const {
    const auto number = operation.numbers.find("exponent");
    if (number != operation.numbers.end()) return number->second;
    const auto tensor = operation.input("exponent");
    return tensor < 0 ? 1 : statistics(tensor).minimum;
  }

  const TensorStatistics& statistics(int64_t value) const {
    return trace_.values[size_t(value)].statistics;
  }
  int64_t zeros(int64_t value) const { return statistics(value).zeros; }
  int64_t count(int64_t value) const { return statistics(value).count; }

  const Trace& trace_;
  Evidence& evidence_;
};

void examine(const Trace& trace, Evidence& evidence) {
  const auto& operation = trace.operations[size_t(evidence.operation)];
  Examiner examiner(trace, evidence);
  if (examiner.reduction(operation)) return;
  if (operation.forward >= 0 && examiner.slope(trace.operations[size_t(operation.forward)])) return;
  if (examiner.formula(operation)) return;
  const auto largest = largest_input(operation, trace);
  const auto& made = evidence.value(evidence.bad).statistics;
  const bool huge = largest >= 0 && evidence.value(largest).statistics.magnitude() > 1e15;
  const bool infinite = made.positive_infinite + made.negative_infinite > 0;
  examiner.found(infinite || huge ? Symptom::overflow : Symptom::other, largest);
}

/// Whether the first dimension of a value may be that of the batch: it was computed from it, or is
/// the gradient of such a value. That of a weight is not, however many rows it has.
bool has_samples(const Evidence& e, int64_t index) {
  const auto& value = e.value(index);
  if (value.from_data || value.from_mask) return true;
  const auto* maker = e.maker(index);
  if (!maker || maker->forward < 0) return false;
  const auto& forward = e.trace.operations[size_t(maker->forward)];
  const auto same = [&](int64_t other) {
    return e.value(other).from_data && e.value(other).statistics.shape == value.statistics.shape;
  };
  return std::any_of(forward.outputs.begin(), forward.outputs.end(), same) ||
         std::any_of(forward.inputs.begin(), forward.inputs.end(), [&](const auto& input) {
           return same(input.value);
         });
}

}  // namespace

const Operation* Evidence::maker(int64_t index) const {
  const auto producer = index < 0 ? -1 : value(index).producer;
  return producer < 0 ? nullptr : &trace.operations[size_t(producer)];
}

int64_t Evidence::batch_size() const {
  for (const auto& [name, tensor] : patient.subject.batch) {
    if (tensor.defined() && tensor.dim() > 0) return tensor.size(0);
  }
  return 0;
}

int64_t Evidence::bad_sample() const {
  if (bad < 0 || !has_samples(*this, bad)) return -1;
  const auto& statistics = value(bad).statistics;
  if (statistics.first_bad.empty() || statistics.shape.front() != batch_size()) return -1;
  return statistics.first_bad.front();
}

std::string Evidence::sample_text(int64_t sample) const {
  const auto samples = batch_size();
  if (sample < 0 || sample >= samples) return "element " + std::to_string(sample);
  const auto text = "sample " + std::to_string(sample);
  const auto each = int64_t(patient.files.size()) / samples;
  std::string files;
  for (int64_t i = sample * each; i < (sample + 1) * each; ++i)
    files += (files.empty() ? "" : ", ") + patient.files[size_t(i)];
  return files.empty() ? text : text + " (" + files + ")";
}

Evidence gather_evidence(const Patient& patient, const Trace& trace) {
  Evidence evidence{.patient = patient, .trace = trace};
  evidence.upstream.assign(trace.values.size(), false);
  const auto complaint = first_complaint(trace);
  evidence.bad = complaint < 0 ? overflowing_gradient(trace) : first_bad(trace, complaint);
  if (evidence.bad < 0) return evidence;
  evidence.operation = evidence.value(evidence.bad).producer;
  evidence.symptom = Symptom::bad_source;
  if (evidence.operation < 0) return evidence;
  evidence.upstream = upstream_of(trace, evidence.operation);
  if (complaint >= 0) {
    examine(trace, evidence);
  } else {
    evidence.symptom = Symptom::overflow;
    evidence.operand = largest_input(trace.operations[size_t(evidence.operation)], trace);
  }
  return evidence;
}

std::string plain_name(const Operation& operation) {
  auto name = operation.name;
  if (name.ends_with("_") && !name.ends_with("__")) name.pop_back();
  return name;
}

bool is_convolution(const Operation& operation) {
  return !operation.backward && operation.name.find("convolution") != std::string::npos;
}

}  // namespace lowlight::doctor
