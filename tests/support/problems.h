// Problems by key and rule, whatever their wording.
#pragma once

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight {

/// So that a failed assertion shows the problems.
inline std::ostream& operator<<(std::ostream& out, const Problem& problem) {
  return out << problem.text();
}

}  // namespace lowlight

namespace lowlight::test {

inline bool has_problem(const Problems& problems, const std::string& key) {
  return std::ranges::any_of(problems, [&](const auto& problem) { return problem.key == key; });
}

/// One that the field `key` breaks `rule`, with `value` where it is given.
inline bool has_problem(const Problems& problems,
                        const std::string& key,
                        const Rule& rule,
                        const std::string& value = "") {
  return std::ranges::any_of(problems, [&](const auto& problem) {
    return problem.key == key && problem.rule == "must be " + rule.text() &&
           (value.empty() || problem.value == value);
  });
}

/// The same in an error's texts, which may begin with the place of the key.
inline bool has_problem(const std::vector<std::string>& texts, const std::string& key) {
  return std::ranges::any_of(texts, [&](const auto& text) {
    return text.starts_with(key + " ") || text.find(": " + key + " ") != std::string::npos;
  });
}

/// The keys of all problems, in their order.
inline std::vector<std::string> keys_of(const Problems& problems) {
  std::vector<std::string> keys;
  for (const auto& problem : problems) keys.push_back(problem.key);
  return keys;
}

}  // namespace lowlight::test
