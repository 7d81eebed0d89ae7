#include "lowlight/core/text.h"

#include <cstdio>

namespace lowlight {

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (const auto& item : items) {
    if (&item != &items.front()) text += separator;
    text += item;
  }
  return text;
}

std::string numbered(std::string_view name, int64_t number) {
  return std::string(name) + "_" + std::to_string(number);
}

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace lowlight
