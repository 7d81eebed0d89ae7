// UTF-8 that may be broken.
#pragma once

#include <cstddef>
#include <string_view>

namespace lowlight {

/// Bytes of the well-formed character that `text` begins with, 1 … 4; 0 where it begins with none,
/// or is empty (Unicode 15, table 3-7).
size_t utf8_length(std::string_view text);

/// Whether `text` is nothing but well-formed characters; the empty text is.
bool is_utf8(std::string_view text);

/// Whether `character`, a well-formed one, is a control character: U+0000 … U+001F, U+007F …
/// U+009F.
bool is_control(std::string_view character);

}  // namespace lowlight
