// What the trace of a bad step shows, for the causes to be tried on. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lowlight/doctor/diagnosis.h"

namespace lowlight::doctor {

/// What the producer did, arithmetically.
enum class Symptom {
  none,              ///< the step is finite
  bad_source,        ///< the value was not finite before the step
  overflow,          ///< larger than the type can hold
  division_by_zero,  ///< the operand is 0 somewhere
  log_of_zero,
  log_of_negative,
  root_of_negative,
  root_at_zero,  ///< the slope of a root (or power below 1) where the operand is 0
  empty_mean,    ///< a mean over no elements
  one_value,     ///< the deviation of a single value
  other,
};

struct Evidence {
  const Patient& patient;
  const Trace& trace;
  int64_t bad = -1;  ///< the first value that is not finite, or a gradient whose square is not
  int64_t operation = -1;  ///< the operation that made it, −1 if none did
  Symptom symptom = Symptom::none;
  int64_t operand = -1;          ///< the value the symptom speaks of
  std::vector<bool> upstream{};  ///< values the operation's inputs were computed from, and those
  std::optional<bool> finite_in_float{};

  const Value& value(int64_t index) const { return trace.values[size_t(index)]; }
  bool is_upstream(int64_t value) const { return value >= 0 && upstream[size_t(value)]; }
  /// The operand (or what overflowed) tells of validity only, so masks are what went wrong.
  bool operand_is_mask() const { return operand >= 0 && value(operand).is_mask(); }
  /// The operation that made a value; nothing where it was there before the step.
  const Operation* maker(int64_t value) const;
  /// Samples in the batch; 0 where it has none.
  int64_t batch_size() const;
  /// The sample the first bad element belongs to; −1 where it belongs to none.
  int64_t bad_sample() const;
  /// Whether a sample can be to blame: it is the bad one, or there is none in particular.
  bool may_be_sample(int64_t sample) const { return bad_sample() < 0 || bad_sample() == sample; }
  /// "sample 2 (a.png, b.png)".
  std::string sample_text(int64_t sample) const;
};

/// Finds the producer of what is not finite in the terms, the total or the gradients, and says what
/// it did. Symptom none where all is finite.
Evidence gather_evidence(const Patient& patient, const Trace& trace);

/// "aten::div" for "aten::div_".
std::string plain_name(const Operation& operation);

bool is_convolution(const Operation& operation);

}  // namespace lowlight::doctor
