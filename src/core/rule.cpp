#include "lowlight/core/rule.h"

#include <cmath>

#include "lowlight/core/text.h"
#include "lowlight/core/value_text.h"

namespace lowlight {

bool Rule::holds(double number) const {
  if (*this == Rule()) return true;
  const bool large_enough = without_least ? number > least : number >= least;
  const bool small_enough = without_greatest ? number < greatest : number <= greatest;
  return large_enough && small_enough && (!odd || std::fmod(std::abs(number), 2) == 1);
}

std::string Rule::text() const {
  const bool has_least = std::isfinite(least), has_greatest = std::isfinite(greatest);
  const auto from = field_text(least), to = field_text(greatest);
  std::vector<std::string> parts;
  if (has_least && has_greatest && !without_least) {
    parts.push_back("from " + from + (without_greatest ? " to below " : " to ") + to);
  } else {
    if (has_least) parts.push_back((without_least ? "above " : "at least ") + from);
    if (has_greatest) parts.push_back((without_greatest ? "below " : "at most ") + to);
  }
  if (odd) parts.emplace_back("odd");
  return joined(parts, " and ");
}

}  // namespace lowlight
