// What is done to each picture.
#pragma once

#include <cstdint>
#include <string>

#include "option_text.h"

struct PictureOptions {
  static constexpr char kTitle[] = "Picture";
  double strength = 1;
  double exposure = 0;
  double denoise = 1;
  std::string style;
  std::string style_mask;
  bool stored_look = false;
  std::string model;
  std::string on_truncated = "fail";
  int64_t max_pixels = 400'000'000;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("strength",
          self.strength,
          OptionText{"0 changes nothing, 1 is the whole change", "NUMBER", 0, true});
    visit("exposure",
          self.exposure,
          OptionText{"EV brighter or darker than the meter chooses, -5 to 5", "NUMBER", 0, true});
    visit("denoise",
          self.denoise,
          OptionText{"Times the usual calming of noise, 0 to 4", "NUMBER", 0, true});
    visit("style", self.style, OptionText{"A photo whose look is carried over", "FILE", 0, true});
    visit("style-mask",
          self.style_mask,
          OptionText{"A picture that is light where the style photo counts", "FILE"});
    visit("stored-look",
          self.stored_look,
          OptionText{"Correct towards the learned look of well-lit photos too"});
    visit(
        "model", self.model, OptionText{"Weights for a look, instead of those that ship", "FILE"});
    visit("on-truncated",
          self.on_truncated,
          OptionText{"A JPEG whose end is missing fails, or what is there is kept", "fail|keep"});
    visit("max-pixels",
          self.max_pixels,
          OptionText{"Larger pictures fail before any memory is taken", "NUMBER"});
  }
};
