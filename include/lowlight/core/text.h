// Text that is put together.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lowlight {

/// The items with `separator` between them: "a, b, c"; "" for none.
std::string joined(const std::vector<std::string>& items, std::string_view separator = ", ");

/// "adapt", 2 → "adapt_2".
std::string numbered(std::string_view name, int64_t number);

}  // namespace lowlight
