// What is done to each picture.
#pragma once

#include <cstdint>

#include "common/option_text.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/inference/photo_enhancer.h"

struct PictureOptions {
  using Settings = lowlight::inference::EnhanceSettings;
  static constexpr char kTitle[] = "Picture";
  Settings enhance;  ///< The device and the threads in it belong to the run.
  lowlight::codecs::OnTruncated on_truncated = lowlight::codecs::OnTruncated::fail;
  int64_t max_pixels = 400'000'000;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("strength",
          self.enhance.strength,
          Settings::kStrength,
          OptionText{.doc = "Sets how much of the change is made: 0 leaves the photo as it is, 1 "
                            "makes all of it",
                     .common = true});
    visit("exposure",
          self.enhance.exposure,
          Settings::kExposure,
          OptionText{.doc = "Makes photos so many EV brighter, or darker, than the meter chooses; "
                            "well-exposed ones too",
                     .common = true});
    visit("highlights",
          self.enhance.highlights,
          Settings::kHighlights,
          OptionText{.doc = "Holds back lamps, windows and skies that would burn: 0 not at all, 1 "
                            "most",
                     .common = true});
    visit("shadows",
          self.enhance.shadows,
          Settings::kShadows,
          OptionText{.doc = "Gives shadows more light than the rest, or less below 0",
                     .common = true});
    visit("denoise",
          self.enhance.denoise,
          Settings::kDenoise,
          OptionText{.doc = "Multiplies the usual calming of noise; 0 leaves all noise",
                     .common = true});
    visit(
        "style",
        self.enhance.style,
        OptionText{.doc = "Carries over the look of this photo", .value = "FILE", .common = true});
    visit("style-mask",
          self.enhance.style_mask,
          OptionText{.doc = "Looks at the style photo only where this picture is light",
                     .value = "FILE"});
    visit("stored-look",
          self.enhance.stored_look,
          OptionText{"Corrects towards the learned look of well-lit photos too"});
    visit("model",
          self.enhance.model,
          OptionText{.doc = "Reads the weights for a look from here, not those that ship",
                     .value = "FILE"});
    visit("on-truncated",
          self.on_truncated,
          OptionText{"Fails a JPEG whose end is missing, or keeps what is there"});
    visit("max-pixels",
          self.max_pixels,
          lowlight::in(1, int64_t{1} << 40),
          OptionText{"Fails pictures with more pixels, before any memory is taken"});
  }

  void check(lowlight::Problems& problems) const { enhance.check(problems); }
};
