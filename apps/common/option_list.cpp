#include "common/option_list.h"

#include <sstream>
#include <string_view>
#include <variant>

#include "lowlight/core/text.h"
#include "lowlight/core/value_text.h"

namespace {

constexpr size_t kColumn = 30, kWidth = 66;

/// `text` in lines of at most kWidth letters, broken at spaces.
std::vector<std::string> wrapped(const std::string& text) {
  std::vector<std::string> lines(1);
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > kWidth)
      lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

/// The default as text; "" where it goes without saying.
std::string initial_text(const lowlight::FieldValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "on" : "";
  return lowlight::field_text(value);
}

}  // namespace

bool OptionEntry::is_path() const {
  const std::string_view stands_for = text.value;
  return stands_for == "FILE" || stands_for == "FOLDER";
}

std::string OptionEntry::value() const {
  if (is_flag()) return "";
  if (!field.choices.empty()) return lowlight::joined(field.choices, "|");
  return *text.value ? text.value : "NUMBER";
}

std::string OptionEntry::usage() const {
  const auto& list = field.value;
  const bool several = std::holds_alternative<std::vector<std::string>>(list);
  const auto shown = value() + (several ? "..." : "");
  if (text.positional) return shown;
  const std::string letter = text.letter ? std::string("-") + text.letter + ", " : "";
  return letter + "--" + field.name + (shown.empty() ? "" : " " + shown);
}

std::string OptionEntry::description() const {
  std::vector<std::string> remarks;
  // Choices stand in the usage, and a text's rule in its sentence.
  const bool text_form = std::holds_alternative<std::string>(field.value);
  if (!field.rule.empty() && !text_form) remarks.push_back(field.rule);
  if (const auto initial = initial_text(field.value); !initial.empty())
    remarks.push_back("default " + initial);
  return text.doc + (remarks.empty() ? "" : " [" + lowlight::joined(remarks) + "]");
}

std::vector<std::string> OptionEntry::typed_names() const {
  if (text.positional) return {};
  std::vector<std::string> names = {"--" + field.name};
  if (text.letter) names.push_back(std::string("-") + text.letter);
  return names;
}

std::vector<std::string> typed_names(const std::vector<OptionEntry>& list) {
  std::vector<std::string> names;
  for (const auto& entry : list) {
    for (auto& name : entry.typed_names()) names.push_back(std::move(name));
  }
  return names;
}

std::string two_columns(const std::string& text, size_t width, const std::string& more) {
  return "  " + text + std::string(width > text.size() ? width - text.size() : 0, ' ') + more +
         "\n";
}

std::string help_lines(const std::vector<OptionEntry>& list, bool titles) {
  constexpr size_t kIndented = kColumn - 2;
  std::string text, group;
  for (const auto& entry : list) {
    if (titles && group != entry.group) text += "\n" + entry.group + ":\n";
    group = entry.group;
    auto left = entry.usage();
    if (left.size() >= kIndented) text += "  " + std::exchange(left, "") + "\n";
    for (const auto& line : wrapped(entry.description()))
      text += two_columns(std::exchange(left, ""), kIndented, line);
  }
  return text;
}
