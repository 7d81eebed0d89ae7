// A rule that many blocks have between their channels and groups.
#pragma once

#include <cstdint>
#include <string>

#include "lowlight/core/problems.h"

namespace lowlight::blocks {

/// Adds the problem that `value`, of the option `key`, is no multiple of `divisor`. A divisor below
/// 1 breaks a rule of its own and adds none.
void check_multiple(Problems& problems, const std::string& key, int64_t value, int64_t divisor);

}  // namespace lowlight::blocks
