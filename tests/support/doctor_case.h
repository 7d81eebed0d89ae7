// One step as the doctor's inner parts see it.
#pragma once

#include <utility>
#include <vector>

#include "doctor/evidence.h"
#include "lowlight/doctor/diagnosis.h"
#include "museum/museum.h"

namespace lowlight::test {

/// A step that was run under observation, and what its trace shows.
struct DoctorCase {
  explicit DoctorCase(doctor::Patient the_patient)
      : patient(std::move(the_patient)),
        trace(doctor::observe(patient.subject)),
        evidence(doctor::gather_evidence(patient, trace)) {}
  DoctorCase(const DoctorCase&) = delete;
  DoctorCase& operator=(const DoctorCase&) = delete;

  /// The first operation of that name; the test fails where there is none.
  const doctor::Operation& operation(const std::string& name) const {
    for (const auto& one : trace.operations)
      if (one.name == name) return one;
    FAIL("no " << name << " was recorded");
    return trace.operations.front();
  }

  doctor::Patient patient;
  doctor::Trace trace;
  doctor::Evidence evidence;
};

/// A step whose loss is computed from its batch alone; what is called "mask" is a mask.
inline Patient step_on(const std::vector<doctor::NamedTensor>& batch,
                       const std::function<at::Tensor()>& loss) {
  static const auto network = small_conv();
  return patient_of(*network, batch, [loss] { return only("loss", loss()); });
}

/// The key of a finding; "" where nothing was found.
inline std::string key_of(const std::optional<doctor::Finding>& finding) {
  return finding ? finding->key : "";
}

}  // namespace lowlight::test
