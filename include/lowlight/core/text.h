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

/// A number by a printf format for one double: "%.2f s", 1.5 → "1.50 s". At most 63 bytes; what is
/// longer is cut.
std::string formatted(const char* format, double value);

}  // namespace lowlight
