// The size of strokes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lowlight/core/text_form.h"

namespace lowlight::inference {

/// PaintOptions::brush as an option: "auto" (0), or a number from 0.5 to 4.
struct Brush {
  double size = 0;

  bool is_valid() const { return size == 0 || (size >= 0.5 && size <= 4); }
  bool operator==(const Brush&) const = default;
};

}  // namespace lowlight::inference

template <>
struct lowlight::TextForm<lowlight::inference::Brush> {
  using Brush = inference::Brush;
  static std::vector<std::string> choices() { return {}; }
  static std::string rule() { return "auto, or a number from 0.5 to 4"; }
  static std::string text(const Brush& brush);
  /// Nothing for what is neither; "0" is not either.
  static std::optional<Brush> value(const std::string& text);
};
