// A diagnosis as a JSON value, for what writes it into JSON of its own. Not a public header, as
// those show no third-party type.
#pragma once

#include "io/json_values.h"
#include "lowlight/doctor/diagnosis.h"

namespace lowlight::doctor {

/// The value that diagnosis_to_json writes as text.
io::Json json_of(const Diagnosis& diagnosis);

}  // namespace lowlight::doctor
