// The options of a program as a table, for everything that is written about them.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "common/option_text.h"
#include "lowlight/core/fields.h"

struct OptionEntry {
  std::string group;
  lowlight::Field field;
  OptionText text;

  bool is_flag() const { return std::holds_alternative<bool>(field.value); }
  bool is_path() const;
  /// What stands for the value: "keep|jpg", "FILE", "NUMBER"; "" for a flag.
  std::string value() const;
  /// "-o, --output FOLDER".
  std::string usage() const;
  /// The sentence with the rule and the value where nothing is asked for: "... [from 1 to 100,
  /// default 92]".
  std::string description() const;
  /// "--output", "-o"; empty where it is positional.
  std::vector<std::string> typed_names() const;
};

/// The options of a group, an options struct whose kTitle names it.
template <class Group>
std::vector<OptionEntry> options_of(const Group& group) {
  std::vector<OptionEntry> list;
  lowlight::visit_fields(
      group,
      [&](const char* name,
          const auto& member,
          const lowlight::Rule& rule,
          const OptionText& text) {
        list.push_back({Group::kTitle, lowlight::field_of(name, member, rule, text.doc), text});
      });
  return list;
}

/// Every name that can be typed, in the order of the list.
std::vector<std::string> typed_names(const std::vector<OptionEntry>& list);

/// A line or more for each option, under the title of its group where `titles` is set; no line is
/// longer than 100 letters.
std::string help_lines(const std::vector<OptionEntry>& list, bool titles);

/// "  text" filled up with spaces to `width`, then `more`, as a line.
std::string two_columns(const std::string& text, size_t width, const std::string& more);
