#include "io/utf8_fields.h"

#include <algorithm>

#include "lowlight/core/error.h"
#include "lowlight/core/utf8.h"

namespace lowlight::io {
namespace {

bool is_utf8(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return lowlight::is_utf8(*text);
  const auto* texts = std::get_if<std::vector<std::string>>(&value);
  return !texts || std::all_of(texts->begin(), texts->end(), lowlight::is_utf8);
}

}  // namespace

void require_utf8(const std::vector<Field>& fields, const std::string& format) {
  std::vector<std::string> problems;
  for (const auto& field : fields) {
    if (is_utf8(field.value)) continue;
    problems.push_back(field.name + " must be UTF-8 to be stored as " + format);
  }
  if (!problems.empty()) throw ConfigError("options", std::move(problems));
}

}  // namespace lowlight::io
