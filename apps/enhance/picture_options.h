// What is done to each picture.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "common/option_text.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/inference/photo_enhancer.h"

struct PictureOptions {
  using Settings = lowlight::inference::EnhanceSettings;
  static constexpr char kTitle[] = "Picture";
  Settings enhance;  ///< The device and the threads in it belong to the run.
  std::optional<std::filesystem::path> style;  ///< what older command lines call the look
  std::optional<std::filesystem::path> save_look;
  lowlight::codecs::OnTruncated on_truncated = lowlight::codecs::OnTruncated::fail;
  int64_t max_pixels = 400'000'000;

  template <class Self, class Visit>
  static void look_fields(Self& self, Visit&& visit) {
    visit("look",
          self.enhance.look,
          OptionText{.doc = "Puts on the look of this photo, .cube table or HaldCLUT picture",
                     .value = "FILE",
                     .common = true});
    visit("look-strength",
          self.enhance.look_strength,
          Settings::kLookStrength,
          OptionText{.doc = "Sets how much of the look is put on", .common = true});
    visit("save-look",
          self.save_look,
          OptionText{
              .doc = "Writes the whole look as a .cube table for other programs; needs no INPUT",
              .value = "FILE"});
  }

  template <class Self, class Visit>
  static void paint_fields(Self& self, Visit&& visit) {
    visit(
        "paint",
        self.enhance.paint,
        OptionText{
            .doc = "Paints photos by the hand of this painting", .value = "FILE", .common = true});
    visit("paint-strength",
          self.enhance.paint_strength,
          Settings::kPaintStrength,
          OptionText{.doc = "Sets how much of the painting is put on"});
    visit("brush",
          self.enhance.brush,
          OptionText{.doc = "Sets the size of strokes: 2 twice as large as the network's own, 0.5 "
                            "half as large, auto alike on photos of every size",
                     .value = "SIZE"});
    visit("keep-colours",
          self.enhance.keep_colours,
          OptionText{"Paints light and dark alone and keeps the photo's colours"});
    visit("paint-model",
          self.enhance.paint_model,
          OptionText{.doc = "Reads the weights that paint from here, also published ones",
                     .value = "FILE"});
  }

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
          OptionText{.doc = "Holds back lamps, skies and faces that would burn: 0 not at all, 1 "
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
    look_fields(self, visit);
    paint_fields(self, visit);
    visit(
        "faces",
        self.enhance.faces,
        OptionText{.doc = "Exposes faces so that they are seen best, and tells them in the report, "
                          "--json and --journal; nothing leaves this machine",
                   .common = true});
    visit("face-model",
          self.enhance.face_model,
          OptionText{.doc = "Reads the weights that find faces from here", .value = "FILE"});
    visit("style", self.style, OptionText{.doc = "The former name of --look", .value = "FILE"});
    visit("style-mask",
          self.enhance.style_mask,
          OptionText{.doc = "Looks at the photo of --look, or the painting of --paint, only where "
                            "this picture is light and opaque",
                     .value = "FILE"});
    visit("model",
          self.enhance.model,
          OptionText{.doc = "Reads the weights for a photo's look from here", .value = "FILE"});
    visit("on-truncated",
          self.on_truncated,
          OptionText{"Fails a JPEG whose end is missing, or keeps what is there"});
    visit("max-pixels",
          self.max_pixels,
          lowlight::in(1, int64_t{1} << 40),
          OptionText{"Fails pictures with more pixels, before any memory is taken"});
  }

  void check(lowlight::Problems& problems) const;

  /// What the library is asked for.
  Settings settings() const {
    auto result = enhance;
    if (style) result.look = style;
    return result;
  }
};
