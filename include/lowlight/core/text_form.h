// Types whose values are written as texts.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lowlight/core/names.h"
#include "lowlight/core/text.h"

namespace lowlight {

/// How values of T are written in files and on command lines. Enums with names and paths have
/// it; for another type specialise it beside the type:
///   template <> struct TextForm<Size> {
///     static std::string rule() { return "a size, such as 800M"; }         // "must be ..."
///     static std::vector<std::string> choices() { return {}; }             // all there are, if
///     few static std::string text(const Size& value); static std::optional<Size> value(const
///     std::string& text);           // nothing: no such value
///   };
template <class T>
struct TextForm;

template <HasNames Enum>
struct TextForm<Enum> {
  static std::vector<std::string> choices() { return enum_names<Enum>(); }
  static std::string rule() { return "one of: " + joined(choices()); }
  static std::string text(Enum value) { return std::string(enum_name(value)); }
  static std::optional<Enum> value(const std::string& text) { return enum_value<Enum>(text); }
};

template <>
struct TextForm<std::filesystem::path> {
  static std::vector<std::string> choices() { return {}; }
  static std::string rule() { return ""; }
  static std::string text(const std::filesystem::path& path) { return path.string(); }
  static std::optional<std::filesystem::path> value(const std::string& text) { return text; }
};

/// "" stands for no value.
template <class T>
struct TextForm<std::optional<T>> {
  using Inner = TextForm<T>;
  static std::vector<std::string> choices() { return Inner::choices(); }
  static std::string rule() { return Inner::rule(); }
  static std::string text(const std::optional<T>& value) {
    return value ? Inner::text(*value) : "";
  }
  static std::optional<std::optional<T>> value(const std::string& text) {
    if (text.empty()) return std::optional<T>();
    auto inner = Inner::value(text);
    if (!inner) return std::nullopt;
    return inner;
  }
};

template <class T>
concept HasTextForm = requires(const T& value) {
  TextForm<T>::text(value);
};

}  // namespace lowlight
