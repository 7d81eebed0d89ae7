// Options as JSON text, for the metadata of checkpoints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"

namespace lowlight::io {

/// One flat JSON object, {"inner.rate": 0.5, ...}, in the order of `fields`; equal fields give
/// equal text. Numbers read back to the same bits; those that JSON lacks (infinite, NaN) and text
/// that is not UTF-8 throw ConfigError.
std::string fields_to_text(const std::vector<Field>& fields);

/// The values of such an object. A list of integers and other numbers is one of numbers. Throws
/// ConfigError, which calls the text `name`, with every key that occurs twice or holds something no
/// field can hold.
FieldMap fields_from_text(std::string_view text, const std::string& name);

template <class Options>
std::string options_to_text(const Options& options) {
  return fields_to_text(fields_of(options));
}

/// Options the text does not name keep their default. Throws ConfigError with all unknown and wrong
/// keys.
template <class Options>
Options options_from_text(std::string_view text, const std::string& name) {
  Options options;
  const auto problems = assign_fields(options, fields_from_text(text, name));
  if (!problems.empty()) throw ConfigError(name, texts_of(problems));
  return options;
}

}  // namespace lowlight::io
