// What JSON cannot say. Not a public header, as those show no third-party type; rooms that write
// JSON include it.
#pragma once

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace lowlight::io {

/// JSON whose objects keep the order that their members are added in.
using Json = nlohmann::ordered_json;

/// The number; JSON has none for what is not finite: those are the texts "NaN", "Infinity" and
/// "-Infinity".
inline Json number_to_json(double number) {
  if (std::isfinite(number)) return number;
  if (std::isnan(number)) return "NaN";
  return number > 0 ? "Infinity" : "-Infinity";
}

/// What number_to_json wrote, or any other JSON number; nothing for other values.
inline std::optional<double> number_from_json(const Json& value) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (value.is_number()) return value.get<double>();
  if (value == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (value == "Infinity") return kInfinity;
  if (value == "-Infinity") return -kInfinity;
  return std::nullopt;
}

}  // namespace lowlight::io
