// Between the members of options structs and the values of files.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>
#include <vector>

#include "lowlight/core/field_value.h"
#include "lowlight/core/rule.h"
#include "lowlight/core/text_form.h"

namespace lowlight::detail {

template <class T>
inline constexpr bool is_array = false;
template <class T, size_t n>
inline constexpr bool is_array<std::array<T, n>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

/// Text shows no type of an empty list, so that one fits every list.
bool is_empty_list(const FieldValue& value);

/// A value as it is written in a file: true, 2.5, a text as it is.
std::string as_given(const FieldValue& value);

template <class T>
FieldValue to_field(const T& member) {
  if constexpr (HasTextForm<T>) {
    return TextForm<T>::text(member);
  } else if constexpr (is_array<T>) {
    return std::vector<typename T::value_type>(member.begin(), member.end());
  } else {
    return member;
  }
}

template <class T>
std::string rule_of_type() {
  if constexpr (HasTextForm<T>) {
    const auto rule = TextForm<T>::rule();
    return rule.empty() ? "must be a text" : "must be " + rule;
  }
  return std::is_same_v<T, bool>          ? "must be true or false"
         : std::is_same_v<T, int64_t>     ? "must be an integer"
         : std::is_same_v<T, double>      ? "must be a number"
         : std::is_same_v<T, std::string> ? "must be a text"
                                          : "must be a list of its type";
}

/// Stores `value` in `member`; integers widen to doubles. Returns the rule that `value` breaks, or
/// "".
template <class T>
std::string from_field(const FieldValue& value, T& member) {
  if constexpr (HasTextForm<T>) {
    const auto* text = std::get_if<std::string>(&value);
    const auto found = text ? TextForm<T>::value(*text) : std::nullopt;
    if (!found) return rule_of_type<T>();
    member = *found;
  } else if constexpr (is_array<T>) {
    std::vector<typename T::value_type> items;
    if (auto wrong = from_field(value, items); !wrong.empty()) return wrong;
    if (items.size() != member.size())
      return "must have " + std::to_string(member.size()) + " entries";
    std::copy(items.begin(), items.end(), member.begin());
  } else if (const auto* exact = std::get_if<T>(&value)) {
    member = *exact;
  } else if (is_vector<T> && is_empty_list(value)) {
    if constexpr (is_vector<T>) member.clear();
  } else if (std::is_same_v<T, double> && std::holds_alternative<int64_t>(value)) {
    if constexpr (std::is_same_v<T, double>) member = double(std::get<int64_t>(value));
  } else if constexpr (std::is_same_v<T, std::vector<double>>) {
    const auto* integers = std::get_if<std::vector<int64_t>>(&value);
    if (!integers) return "must be a list of numbers";
    member.assign(integers->begin(), integers->end());
  } else {
    return rule_of_type<T>();
  }
  return "";
}

/// Whether a number, or each of a list, is what `rule` says; other members have no such rules.
template <class T>
bool keeps(const T& member, const Rule& rule) {
  if constexpr (std::is_same_v<T, int64_t> || std::is_same_v<T, double>) {
    return rule.holds(double(member));
  } else if constexpr (is_array<T> || is_vector<T>) {
    return std::ranges::all_of(member, [&](const auto& item) { return keeps(item, rule); });
  } else {
    return true;
  }
}

}  // namespace lowlight::detail
