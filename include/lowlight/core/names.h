// Names that users type: enum values as text, and the nearest known name for a misspelt one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lowlight {

/// An enum has names where a function beside it lists them, for configuration files, checkpoints
/// and command lines. It is found through the enum's namespace, so that the header of an enum needs
/// nothing of this room:
///   constexpr auto names_of(Mode) {
///     return std::to_array<std::pair<Mode, std::string_view>>({{Mode::fast, "fast"},
///                                                              {Mode::exact, "exact"}});
///   }
template <class Enum>
concept HasNames = requires {
  names_of(Enum{});
};

/// The text of `value`; every value of the enum must be listed in names_of.
template <HasNames Enum>
std::string_view enum_name(Enum value) {
  for (const auto& [candidate, name] : names_of(Enum{})) {
    if (candidate == value) return name;
  }
  return "";
}

/// The value called `name`, or nothing.
template <HasNames Enum>
std::optional<Enum> enum_value(std::string_view name) {
  for (const auto& [value, candidate] : names_of(Enum{})) {
    if (candidate == name) return value;
  }
  return std::nullopt;
}

/// All names of an enum, in the order of its table.
template <HasNames Enum>
std::vector<std::string> enum_names() {
  std::vector<std::string> names;
  for (const auto& entry : names_of(Enum{})) names.emplace_back(entry.second);
  return names;
}

/// The candidate with the smallest edit distance (Levenshtein) to `name`, the first of equals;
/// nothing where even the nearest differs in more than a third of its letters (at least two are
/// allowed).
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& candidates);

/// " (did you mean 'x'?)" for the nearest candidate, or "" where none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace lowlight
