#include "pages/escape.h"

#include "lowlight/core/utf8.h"

namespace lowlight::pages {
namespace {

/// The entity of an ASCII character, "" where it may stand as it is.
std::string_view entity_of(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    const auto character = text.substr(0, length ? length : 1);
    text.remove_prefix(character.size());
    if (!length || (is_control(character) && character != "\n" && character != "\t")) {
      result += "\uFFFD";
    } else if (const auto entity = entity_of(character[0]); !entity.empty()) {
      result += entity;
    } else {
      result += character;
    }
  }
  return result;
}

}  // namespace lowlight::pages
