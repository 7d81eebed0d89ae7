// Values as people read them.
#pragma once

#include <string>

#include "lowlight/core/fields.h"

namespace lowlight {

/// A number for people, to `digits` significant ones: 0.0312, 12.5k, 1.8e7, NaN, −∞.
std::string number_text(double value, int digits = 3);

/// A setting's value for people: yes, 12, 0.5, a text as it is, the items of a list with commas.
std::string field_text(const FieldValue& value);

}  // namespace lowlight
