#include "batch/slider.h"

#include "lowlight/pages/html.h"

namespace lowlight::batch {

std::string slider(const Comparison& comparison, const std::string& name) {
  const auto picture = [&](const std::vector<uint8_t>& jpeg, const char* when) {
    return pages::html_image(pages::data_uri("image/jpeg", jpeg),
                             comparison.thumbnail_width,
                             comparison.thumbnail_height,
                             name + " " + when);
  };
  return "<div class=\"stage\"><div class=\"pair\" style=\"--w: " +
         std::to_string(comparison.thumbnail_width) +
         "; --h: " + std::to_string(comparison.thumbnail_height) + "\">\n" +
         picture(comparison.before_jpeg, "before") + "\n" +
         picture(comparison.after_jpeg, "after") +
         "\n<span class=\"tag before\" aria-hidden=\"true\">before</span>"
         "<span class=\"tag after\" aria-hidden=\"true\">after</span>"
         "<span class=\"knob\" aria-hidden=\"true\">\u2194</span>\n"
         "<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"Share of " +
         pages::html_text(name) + " shown as before, in percent\" /></div></div>\n";
}

}  // namespace lowlight::batch
