#include "lowlight/core/error.h"

#include <utility>

namespace lowlight {
namespace {

std::string joined(const std::string& where, const std::vector<std::string>& problems) {
  if (problems.size() == 1) return where + ": " + problems.front();
  std::string text = where + ": " + std::to_string(problems.size()) + " problems";
  for (const auto& problem : problems) text += "\n  " + problem;
  return text;
}

}  // namespace

Error::Error(std::string where, std::vector<std::string> problems)
    : std::runtime_error(joined(where, problems)),
      where_(std::move(where)),
      problems_(std::move(problems)) {}

}  // namespace lowlight
