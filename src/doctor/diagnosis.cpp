#include "lowlight/doctor/diagnosis.h"

#include <algorithm>

#include "doctor/causes.h"
#include "doctor/evidence.h"
#include "lowlight/core/value_text.h"
#include "lowlight/doctor/health.h"

namespace lowlight::doctor {
namespace {

constexpr size_t kTrailLength = 12;

std::string source_text(const Value& value) {
  switch (value.origin) {
    case Origin::batch:
      return value.name + " of the batch";
    case Origin::parameter:
      return "the weight " + value.name;
    case Origin::buffer:
      return "the buffer " + value.name;
    default:
      return "a tensor from outside the step";
  }
}

Producer producer_of(const Evidence& e) {
  const auto& value = e.value(e.bad);
  Producer producer;
  producer.output = value.statistics;
  if (e.operation < 0) {
    producer.place = source_text(value);
    producer.module = value.owner;
    return producer;
  }
  const auto& operation = e.trace.operations[size_t(e.operation)];
  producer.place = place_text(operation, e.trace);
  producer.operation = operation.name;
  producer.module = operation.module;
  producer.term = operation.term;
  producer.backward = operation.backward;
  return producer;
}

/// Where an exception ended the step: the last operation on the batch that still ran.
std::optional<Producer> last_before_error(const Trace& trace) {
  if (trace.error.empty()) return std::nullopt;
  for (auto last = trace.operations.rbegin(); last != trace.operations.rend(); ++last) {
    const auto& output = trace.values[size_t(last->outputs.front())];
    if (!output.from_data && !last->backward) continue;
    Producer producer;
    producer.place = "right after " + place_text(*last, trace);
    producer.module = last->module;
    producer.term = last->term;
    producer.backward = last->backward;
    producer.output = output.statistics;
    return producer;
  }
  return std::nullopt;
}

/// The largest input that is not a weight; −1 where there is none.
int64_t largest_on_the_way(const Operation& operation, const Trace& trace) {
  int64_t largest = -1;
  for (const auto& input : operation.inputs) {
    const auto& value = trace.values[size_t(input.value)];
    if (!value.from_data && !value.from_mask && !operation.backward) continue;
    if (largest < 0 ||
        value.statistics.magnitude() > trace.values[size_t(largest)].statistics.magnitude()) {
      largest = input.value;
    }
  }
  return largest;
}

/// One step a module, the largest values of its operations.
std::vector<TrailStep> trail_to(int64_t operation, const Trace& trace) {
  std::vector<TrailStep> trail;
  while (operation >= 0) {
    const auto& made_by = trace.operations[size_t(operation)];
    const auto next = largest_on_the_way(made_by, trace);
    if (next < 0) break;
    const auto& value = trace.values[size_t(next)];
    const auto* maker = value.producer < 0 ? nullptr : &trace.operations[size_t(value.producer)];
    auto place =
        maker ? (maker->backward ? "gradient in " : "") + maker->module : source_text(value);
    if (maker && maker->module.empty()) place += "(network)";
    if (!trail.empty() && trail.back().place == place) {
      trail.back().magnitude = std::max(trail.back().magnitude, value.statistics.magnitude());
    } else {
      trail.push_back({place, value.statistics.magnitude()});
    }
    operation = value.producer;
  }
  if (trail.size() > kTrailLength) trail.resize(kTrailLength);
  std::reverse(trail.begin(), trail.end());
  return trail;
}

Finding unknown_cause(const Evidence& e, const Diagnosis& diagnosis) {
  if (!diagnosis.reproduced) {
    return {"none",
            "The step is finite this time: nothing to find",
            {},
            "Run it again with the same weights, batch and random state; if it stays finite, "
            "something outside the step is at work (another thread, the device)."};
  }
  Finding finding{"unknown", "Unknown cause: no entry of the catalogue fits", {}, ""};
  finding.remedy =
      "Look at the producer and its inputs below; the causes that were ruled out are "
      "listed in docs/doctor.md.";
  if (!e.trace.error.empty()) finding.evidence.push_back("the step threw: " + e.trace.error);
  if (e.bad < 0) return finding;
  if (e.operation < 0) {
    finding.evidence.push_back(source_text(e.value(e.bad)) +
                               " was not finite before the step: an "
                               "earlier update made it so, or it was loaded so");
    return finding;
  }
  const auto& operation = e.trace.operations[size_t(e.operation)];
  if (e.value(e.bad).statistics.finite()) {
    finding.evidence.push_back(
        "all gradients are finite and their squares are not; the largest is " +
        number_text(e.value(e.bad).statistics.magnitude(), 6));
  }
  finding.evidence.push_back("it first appears in " + place_text(operation, e.trace));
  for (const auto& input : operation.inputs) {
    const auto& value = e.value(input.value);
    finding.evidence.push_back(input.name + " " + shape_text(value.statistics.shape) +
                               " was finite, " + number_text(value.statistics.minimum, 6) + " … " +
                               number_text(value.statistics.maximum, 6));
  }
  return finding;
}

/// The files of the sample the first bad element belongs to.
std::vector<std::string> suspects_of(const Evidence& e) {
  const auto sample = e.bad_sample(), samples = e.batch_size();
  const auto& files = e.patient.files;
  if (sample < 0 || files.size() % size_t(samples) != 0) return {};
  const auto each = std::ptrdiff_t(files.size()) / samples;
  return {files.begin() + sample * each, files.begin() + (sample + 1) * each};
}

std::optional<bool> finite_in_float(const Patient& patient) {
  if (!patient.in_float) return std::nullopt;
  auto again = patient;
  again.subject.losses = patient.in_float;
  const auto trace = observe(again.subject);
  return gather_evidence(again, trace).symptom == Symptom::none && trace.error.empty();
}

}  // namespace

Diagnosis diagnose(const Patient& patient) {
  const auto trace = observe(patient.subject);
  auto evidence = gather_evidence(patient, trace);
  Diagnosis diagnosis;
  diagnosis.tripped = patient.tripped;
  diagnosis.files = patient.files;
  diagnosis.error = trace.error;
  diagnosis.reproduced = evidence.bad >= 0 || !trace.error.empty();
  if (evidence.bad >= 0) {
    evidence.finite_in_float = finite_in_float(patient);
    diagnosis.producer = producer_of(evidence);
    diagnosis.suspects = suspects_of(evidence);
    diagnosis.trail = trail_to(evidence.operation, trace);
  } else {
    diagnosis.producer = last_before_error(trace);
  }
  diagnosis.modules = module_reports(trace, evidence.operation);
  diagnosis.warnings = health_of(trace).warnings;
  diagnosis.others = findings_for(evidence);
  if (diagnosis.others.empty()) {
    diagnosis.cause = unknown_cause(evidence, diagnosis);
  } else {
    diagnosis.cause = diagnosis.others.front();
    diagnosis.others.erase(diagnosis.others.begin());
  }
  return diagnosis;
}

}  // namespace lowlight::doctor
