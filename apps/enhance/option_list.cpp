#include "option_list.h"

#include <cstdio>
#include <type_traits>

namespace {

template <class Member>
std::string initial_text(const Member& value) {
  if constexpr (std::is_same_v<Member, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<Member, int64_t> || std::is_same_v<Member, double>) {
    return number_text(double(value));
  } else if constexpr (std::is_same_v<Member, bool>) {
    return value ? "on" : "";
  } else {
    return "";
  }
}

template <class Group>
void append(const Group& group, std::vector<OptionEntry>& list) {
  Group::fields(group, [&](const char* name, const auto& member, const OptionText& text) {
    using Member = std::remove_cvref_t<decltype(member)>;
    list.push_back({.group = Group::kTitle,
                    .name = name,
                    .text = text,
                    .flag = std::is_same_v<Member, bool>,
                    .position = std::is_same_v<Member, std::vector<std::string>>,
                    .initial = initial_text(member)});
  });
}

}  // namespace

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::vector<std::string> OptionEntry::choices() const {
  const std::string all = text.value;
  std::vector<std::string> result;
  if (all.find('|') == std::string::npos) return result;
  for (size_t begin = 0; begin <= all.size();) {
    const auto end = std::min(all.find('|', begin), all.size());
    result.push_back(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

std::string OptionEntry::usage() const {
  if (position) return std::string(text.value) + "...";
  const std::string letter = text.letter ? std::string("-") + text.letter + ", " : "";
  return letter + "--" + name + (flag ? "" : std::string(" ") + text.value);
}

std::vector<OptionEntry> option_list() {
  std::vector<OptionEntry> list;
  const Options options;
  Options::groups(options, [&](const auto& group) { append(group, list); });
  append(Requests(), list);
  return list;
}

std::vector<std::string> typed_names() {
  std::vector<std::string> names;
  for (const auto& entry : option_list()) {
    if (entry.position) continue;
    names.push_back("--" + entry.name);
    if (entry.text.letter) names.push_back(std::string("-") + entry.text.letter);
  }
  return names;
}
