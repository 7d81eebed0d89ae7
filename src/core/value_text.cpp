#include "lowlight/core/value_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <type_traits>
#include <variant>

namespace lowlight {
namespace {

/// 1.84e+07 → 1.84e7, 1.50 → 1.5.
std::string without_padding(std::string text) {
  std::string exponent;
  if (const auto e = text.find('e'); e != std::string::npos) {
    exponent = "e" + std::to_string(std::stoi(text.substr(e + 1)));
    text.resize(e);
  }
  if (text.find('.') != std::string::npos) {
    text.resize(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text + exponent;
}

template <class Value>
std::string text_of(const Value& value) {
  if constexpr (std::is_same_v<Value, bool>) {
    return value ? "yes" : "no";
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<Value, int64_t>) {
    return std::to_string(value);
  } else if constexpr (std::is_same_v<Value, double>) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
  } else {
    std::string joined;
    for (const auto& item : value) joined += (joined.empty() ? "" : ", ") + text_of(item);
    return joined;
  }
}

}  // namespace

std::string number_text(double value, int digits) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  const double size = std::abs(value);
  const std::string sign = value < 0 ? "−" : "";
  char text[64];
  if (value != 0 && (size < 1e-4 || size >= 999'500)) {
    std::snprintf(text, sizeof text, "%.*e", digits - 1, size);
    return sign + without_padding(text);
  }
  const bool thousands = size >= 9999.5;
  const double shown = thousands ? size / 1000 : size;
  const int before = shown > 0 ? int(std::floor(std::log10(shown))) + 1 : 1;
  std::snprintf(text, sizeof text, "%.*f", std::max(0, digits - before), shown);
  return sign + without_padding(text) + (thousands ? "k" : "");
}

std::string field_text(const FieldValue& value) {
  return std::visit([](const auto& held) { return text_of(held); }, value);
}

}  // namespace lowlight
