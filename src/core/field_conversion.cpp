#include "lowlight/core/field_conversion.h"

#include <variant>

#include "lowlight/core/value_text.h"

namespace lowlight::detail {

bool is_empty_list(const FieldValue& value) {
  return std::visit(
      [](const auto& list) {
        if constexpr (is_vector<std::remove_cvref_t<decltype(list)>>) return list.empty();
        return false;
      },
      value);
}

std::string as_given(const FieldValue& value) {
  const auto* truth = std::get_if<bool>(&value);
  return truth ? (*truth ? "true" : "false") : field_text(value);
}

}  // namespace lowlight::detail
