#include "batch/photo_card.h"

#include <cstdio>

#include "batch/slider.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/value_text.h"
#include "lowlight/pages/html.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string percent(double share) {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return formatted(share > 0 && share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
}

std::string seconds(double value) { return formatted("%.2f s", value); }

std::string gain(const Comparison& comparison) {
  const double before = comparison.before.mean_luma, after = comparison.after.mean_luma;
  return before > 0 ? "× " + number_text(after / before) : "–";
}

std::string figure(const char* name, const std::string& value) {
  return std::string("<div><dt>") + name + "</dt><dd>" + pages::html_text(value) + "</dd></div>";
}

std::string change_of(const Comparison& comparison) {
  const auto& [before, after] = std::pair(comparison.before, comparison.after);
  return "<dl>" +
         figure("Mean luma", percent(before.mean_luma) + " → " + percent(after.mean_luma)) +
         figure("Gain", gain(comparison)) +
         figure("Clipped", percent(before.clipped) + " → " + percent(after.clipped)) + "</dl>\n";
}

std::string paragraph(const std::string& text) { return "<p>" + pages::html_text(text) + "</p>\n"; }

std::string size_of(const Comparison& comparison) {
  const double megapixels = double(comparison.width) * double(comparison.height) / 1e6;
  return std::to_string(comparison.width) + " × " + std::to_string(comparison.height) + " · " +
         formatted(megapixels < 0.1 ? "%.3f MP" : "%.1f MP", megapixels);
}

std::string times_of(const PhotoReport& photo) {
  return "read " + seconds(photo.read_seconds) + " · enhance " + seconds(photo.process_seconds) +
         " · write " + seconds(photo.write_seconds);
}

}  // namespace

std::string photo_card(const PhotoReport& photo,
                       const Comparison& comparison,
                       const fs::path& link) {
  const auto name = display_name(photo.input.filename());
  std::string markup = "<article class=\"card\">\n" + slider(comparison, name) +
                       "<div class=\"about\">\n<h3><a href=\"" + pages::html_link_target(link) +
                       "\"><bdi>" + pages::html_text(name) + "</bdi></a></h3>\n";
  markup += paragraph(size_of(comparison)) + paragraph(times_of(photo));
  markup += change_of(comparison);
  for (const auto& warning : photo.warnings)
    markup += pages::html_badge(pages::Tone::warning, warning);
  return markup + "</div></article>\n";
}

}  // namespace lowlight::batch
