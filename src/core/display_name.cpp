#include "lowlight/core/display_name.h"

#include <cstdint>
#include <string_view>

#include "lowlight/core/utf8.h"

namespace lowlight {

std::string display_name(const std::filesystem::path& path) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string result;
  for (std::string_view rest = path.native(); !rest.empty();) {
    const size_t length = utf8_length(rest);
    const auto character = rest.substr(0, length ? length : 1);
    rest.remove_prefix(character.size());
    if (character == "\n") {
      result += "\\n";
    } else if (length && !is_control(character)) {
      result += character;
    } else {
      for (const char byte : character) {
        result += {'\\', 'x', kHex[uint8_t(byte) >> 4], kHex[uint8_t(byte) & 15]};
      }
    }
  }
  return result;
}

}  // namespace lowlight
