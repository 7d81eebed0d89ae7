// What the number of an option must be.
#pragma once

#include <limits>
#include <string>

namespace lowlight {

/// A range of numbers, made by at_least(1), above(0), in(0, 1), above(0).at_most(1),
/// at_least(0).below(1), at_least(1).odd_only(). The default has every number, NaN included; no
/// other has NaN.
struct Rule {
  double least = -std::numeric_limits<double>::infinity();
  double greatest = std::numeric_limits<double>::infinity();
  bool without_least = false;
  bool without_greatest = false;
  bool odd = false;

  constexpr Rule at_most(double number) const { return with_greatest(number, false); }
  constexpr Rule below(double number) const { return with_greatest(number, true); }
  constexpr Rule odd_only() const {
    auto rule = *this;
    rule.odd = true;
    return rule;
  }

  bool holds(double number) const;

  /// "from 0 to 1", "above 0 and at most 1", "at least 1 and odd"; "" for every number.
  std::string text() const;

  bool operator==(const Rule&) const = default;

 private:
  constexpr Rule with_greatest(double number, bool excluded) const {
    auto rule = *this;
    rule.greatest = number;
    rule.without_greatest = excluded;
    return rule;
  }
};

constexpr Rule at_least(double number) { return Rule{.least = number}; }
constexpr Rule above(double number) { return Rule{.least = number, .without_least = true}; }
constexpr Rule in(double least, double greatest) { return at_least(least).at_most(greatest); }

}  // namespace lowlight
