// Values as people read them.
#pragma once

#include <string>

#include "lowlight/core/field_value.h"

namespace lowlight {

/// A measured number, to `digits` significant ones: 0.0312, 12.5k, 1.8e7, NaN, −∞.
std::string number_text(double value, int digits = 3);

/// A setting's value, so that it can be typed again: yes, 12, 0.5, 1e-05, a text as it is, the
/// items of a list with commas.
std::string field_text(const FieldValue& value);

}  // namespace lowlight
