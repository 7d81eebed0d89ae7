#include "blocks/multiple.h"

namespace lowlight::blocks {

void check_multiple(Problems& problems, const std::string& key, int64_t value, int64_t divisor) {
  if (divisor < 1 || value % divisor == 0) return;
  problems.push_back(
      {key, "must be a multiple of " + std::to_string(divisor), std::to_string(value)});
}

}  // namespace lowlight::blocks
