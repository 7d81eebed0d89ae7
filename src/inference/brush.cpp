#include "lowlight/inference/brush.h"

#include <charconv>

namespace lowlight {

using inference::Brush;

std::string TextForm<Brush>::text(const Brush& brush) {
  if (brush.size == 0) return "auto";
  char number[32];
  const auto end = std::to_chars(number, number + sizeof number, brush.size).ptr;
  return {number, end};
}

std::optional<Brush> TextForm<Brush>::value(const std::string& text) {
  if (text == "auto") return Brush();
  Brush brush;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, brush.size);
  if (failure != std::errc() || stop != end || brush.size == 0 || !brush.is_valid())
    return std::nullopt;
  return brush;
}

}  // namespace lowlight
