#include "lowlight/core/problems.h"

#include "lowlight/core/check.h"
#include "lowlight/core/text.h"

namespace lowlight {

std::string Problem::text() const {
  return key + " " + rule + (value.empty() ? "" : ", got " + value);
}

std::vector<std::string> texts_of(const Problems& problems) {
  std::vector<std::string> texts;
  for (const auto& problem : problems) texts.push_back(problem.text());
  return texts;
}

Problems within(const std::string& outer, Problems problems) {
  for (auto& problem : problems) problem.key.insert(0, outer + ".");
  return problems;
}

Problems together(Problems problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
  return problems;
}

void require_valid(const std::string& name, const Problems& problems) {
  LOWLIGHT_CHECK(problems.empty(), name, ": ", joined(texts_of(problems), "; "));
}

}  // namespace lowlight
