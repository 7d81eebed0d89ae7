#include "blocks/require_valid.h"

#include "lowlight/core/check.h"

namespace lowlight::blocks {

void require_valid(const char* block, const std::vector<std::string>& problems) {
  std::string all;
  for (const auto& problem : problems) all += (all.empty() ? "" : "; ") + problem;
  LOWLIGHT_CHECK(problems.empty(), block, ": ", all);
}

void require_at_least(std::vector<std::string>& problems,
                      const char* name,
                      int64_t value,
                      int64_t least) {
  if (value >= least) return;
  problems.push_back(std::string(name) + " must be at least " + std::to_string(least) + ", got " +
                     std::to_string(value));
}

void require_multiple(std::vector<std::string>& problems,
                      const std::string& name,
                      int64_t value,
                      int64_t divisor) {
  if (divisor < 1 || value % divisor == 0) return;
  problems.push_back(name + " must be a multiple of " + std::to_string(divisor) + ", got " +
                     std::to_string(value));
}

}  // namespace lowlight::blocks
