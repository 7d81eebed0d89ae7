#include "lowlight/inference/enhance_settings.h"

#include <string>

#include "lowlight/core/value_text.h"

namespace lowlight::inference {

void EnhanceSettings::check(Problems& problems) const {
  if (style_mask && !look && !paint)
    problems.push_back({"style-mask", "needs a look or a painting"});
  if (style_mask && look && paint) {
    problems.push_back(
        {"style-mask", "is for look or paint, not for both: what is transparent is left out too"});
  }
  if (!brush.is_valid()) problems.push_back({"brush", "must be " + TextForm<Brush>::rule()});
  const auto needs = [&](const char* what, bool there, const char* name, bool given) {
    if (given && !there) problems.push_back({name, std::string("needs ") + what});
  };
  needs("a look", look.has_value(), "look-strength", look_strength != 1);
  needs("a look", look.has_value(), "model", !model.empty());
  needs("faces", faces, "noise-model", !noise_model.empty());
  needs("a painting: paint", paint.has_value(), "paint-strength", paint_strength != 1);
  needs("a painting: paint", paint.has_value(), "brush", brush != Brush());
  needs("a painting: paint", paint.has_value(), "keep-colours", keep_colours);
  needs("a painting: paint", paint.has_value(), "paint-model", !paint_model.empty());
}

}  // namespace lowlight::inference
