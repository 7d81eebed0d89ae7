// Texts of fields that a file format could not hold.
#pragma once

#include <string>
#include <vector>

#include "lowlight/core/fields.h"

namespace lowlight::io {

/// Throws ConfigError, with every field of `fields` that has a text which is not UTF-8: `format`,
/// "JSON" or "TOML", is UTF-8, and another text would not be read back.
void require_utf8(const std::vector<Field>& fields, const std::string& format);

}  // namespace lowlight::io
