// One list of fields per options struct drives configuration files, checkpoint metadata, errors and
// reference pages.
//
// An options struct is a plain aggregate with defaults and one static member template:
//
//   struct PoolOptions {
//     int64_t size = 2;
//     bool ceil = false;
//     template <class Self, class Visit>
//     static void fields(Self& self, Visit&& visit) {
//       visit("size", self.size, "side of the window, in pixels");
//       visit("ceil", self.ceil, "keep the last, incomplete window");
//     }
//   };
//
// Members may be bool, int64_t, double, std::string, enums with EnumNames, std::vector / std::array
// of numbers or strings, and other options structs, whose fields are named "outer.inner".
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "lowlight/core/names.h"
#include "lowlight/core/text.h"

namespace lowlight {

using FieldValue = std::variant<bool,
                                int64_t,
                                double,
                                std::string,
                                std::vector<int64_t>,
                                std::vector<double>,
                                std::vector<std::string>>;

/// Values by field name, as read from a file.
using FieldMap = std::map<std::string, FieldValue>;

/// A field of an options struct: its name, present value and one sentence.
struct Field {
  std::string name;
  FieldValue value;
  std::string doc;
};

namespace detail {

template <class T>
concept HasFields = requires(T& options) {
  T::fields(options, [](auto&&...) {});
};

template <class T>
inline constexpr bool is_array = false;
template <class T, size_t n>
inline constexpr bool is_array<std::array<T, n>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

/// Text shows no type of an empty list, so that one fits every list.
inline bool is_empty_list(const FieldValue& value) {
  return std::visit(
      [](const auto& list) {
        if constexpr (is_vector<std::remove_cvref_t<decltype(list)>>) return list.empty();
        return false;
      },
      value);
}

template <class T>
FieldValue to_field(const T& member) {
  if constexpr (std::is_enum_v<T>) {
    return std::string(enum_name(member));
  } else if constexpr (is_array<T>) {
    return std::vector<typename T::value_type>(member.begin(), member.end());
  } else {
    return member;
  }
}

/// Stores `value` in `member`; integers widen to doubles. Returns what is wrong, or "".
template <class T>
std::string from_field(const FieldValue& value, T& member) {
  if constexpr (std::is_enum_v<T>) {
    const auto* name = std::get_if<std::string>(&value);
    const auto found = name ? enum_value<T>(*name) : std::nullopt;
    if (!found) return "must be one of: " + joined(enum_names<T>());
    member = *found;
  } else if constexpr (is_array<T>) {
    std::vector<typename T::value_type> items;
    if (auto wrong = from_field(value, items); !wrong.empty()) return wrong;
    if (items.size() != member.size()) {
      return "must have " + std::to_string(member.size()) + " entries, has " +
             std::to_string(items.size());
    }
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
    return std::string("must be ") + (std::is_same_v<T, bool>          ? "true or false"
                                      : std::is_same_v<T, int64_t>     ? "an integer"
                                      : std::is_same_v<T, double>      ? "a number"
                                      : std::is_same_v<T, std::string> ? "a text"
                                                                       : "a list of its type");
  }
  return "";
}

}  // namespace detail

/// The fields of `options`, in declaration order, nested structs flattened.
template <class Options>
std::vector<Field> fields_of(const Options& options, const std::string& prefix = "") {
  std::vector<Field> result;
  Options::fields(options, [&](const char* name, const auto& member, const char* doc) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (detail::HasFields<Member>) {
      for (auto& field : fields_of(member, prefix + name + ".")) result.push_back(std::move(field));
    } else {
      result.push_back({prefix + name, detail::to_field(member), doc});
    }
  });
  return result;
}

/// Sets the fields of `options` named in `values` and returns every problem: a wrong type, an
/// unknown enum value, a name that is no field (with the nearest known one). Fields not named keep
/// their value.
template <class Options>
std::vector<std::string> assign_fields(Options& options, const FieldMap& values) {
  std::vector<std::string> problems, known;
  auto assign = [&](auto& self, auto& target, const std::string& prefix) -> void {
    std::remove_cvref_t<decltype(target)>::fields(
        target, [&](const char* name, auto& member, const char*) {
          using Member = std::remove_cvref_t<decltype(member)>;
          const std::string full = prefix + name;
          if constexpr (detail::HasFields<Member>) {
            self(self, member, full + ".");
          } else {
            known.push_back(full);
            const auto found = values.find(full);
            if (found == values.end()) return;
            const auto wrong = detail::from_field(found->second, member);
            if (!wrong.empty()) problems.push_back(full + " " + wrong);
          }
        });
  };
  assign(assign, options, "");
  for (const auto& [name, value] : values) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      problems.push_back(name + " is not a known key" + did_you_mean(name, known));
    }
  }
  return problems;
}

/// Appends what problems_of finds in the member `name` of an options struct, each problem under its
/// full key.
template <class Options>
void add_problems_of(const Options& member,
                     const std::string& name,
                     std::vector<std::string>& problems) {
  for (const auto& problem : problems_of(member)) problems.push_back(name + "." + problem);
}

}  // namespace lowlight
