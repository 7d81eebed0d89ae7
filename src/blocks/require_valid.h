// How constructors refuse bad options.
#pragma once

#include <string>
#include <vector>

namespace lowlight::blocks {

/// Throws c10::ValueError with all problems, "<block>: a; b", unless there are none.
void require_valid(const char* block, const std::vector<std::string>& problems);

/// Adds "<name> must be at least <least>, got <value>" where it is not.
void require_at_least(std::vector<std::string>& problems,
                      const char* name,
                      int64_t value,
                      int64_t least);

/// Adds "<name> must be a multiple of <divisor>, got <value>" where it is not.
void require_multiple(std::vector<std::string>& problems,
                      const std::string& name,
                      int64_t value,
                      int64_t divisor);

}  // namespace lowlight::blocks
