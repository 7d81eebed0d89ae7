// What is wanted of a photo that is enhanced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "lowlight/codecs/photo.h"
#include "lowlight/core/fields.h"
#include "lowlight/inference/brush.h"

namespace lowlight::inference {

struct EnhanceSettings {
  static constexpr Rule kStrength = in(0, 1), kExposure = in(-5, 5), kDenoise = in(0, 4),
                        kLookStrength = in(0, 1), kPaintStrength = in(0, 1), kHighlights = in(0, 1),
                        kShadows = in(-1, 1), kThreads = in(0, 4096);

  double strength = 1;      ///< 0 gives the input's very pixels, 1 the whole change.
  double exposure = 0;      ///< EV on top of the brightness that the meter chooses, of every photo
  double highlights = 0.5;  ///< How much of its light is taken back from what would burn
  double shadows = 0;       ///< How much more light shadows get; less below 0
  double denoise = 1;  ///< Multiplies the calming that the photo's noise asks for; 0 calms none.
  /// The look to put on: a photo that has it, a .cube table or a HaldCLUT picture (look.h).
  std::optional<std::filesystem::path> look = {};
  double look_strength = 1;  ///< How much of the look is put on; 0 is as without one.
  /// The painting whose hand paints the photo (painter.h).
  std::optional<std::filesystem::path> paint = {};
  double paint_strength = 1;                ///< How much of it is painted; 0 is as without it.
  Brush brush = {};                         ///< The size of strokes against the picture.
  bool keep_colours = false;                ///< Paints the luma alone.
  std::filesystem::path paint_model = {};   ///< Weights that paint; "" finds those that ship.
  int64_t paint_memory = int64_t{1} << 30;  ///< Bytes for painting one photo, more or less.
  /// A picture that is light where the photo with the look, or the painting, counts.
  std::optional<std::filesystem::path> style_mask = {};
  /// Weights that lowlight_train made; "" finds those that ship. Only the look of a photo needs
  /// them.
  std::filesystem::path model = {};
  codecs::ReadOptions read = {};          ///< How look, painting and mask are read.
  bool faces = false;                     ///< Finds faces before and after, for the remarks.
  std::filesystem::path face_model = {};  ///< Weights that find faces; "" finds those that ship.
  /// Weights that take noise off where it hides faces; "" finds those that ship.
  std::filesystem::path noise_model = {};
  bool trust_map = false;       ///< Maps which pixels hold more signal than noise, for the remarks.
  std::string device = "auto";  ///< The network's device: auto, cpu, cuda, cuda:1.
  int64_t threads = 0;          ///< Threads that work on one photo; 0 takes all cores.

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("strength", self.strength, kStrength, "how much of the change is made");
    visit("exposure", self.exposure, kExposure, "EV brighter than the meter chooses");
    visit("highlights", self.highlights, kHighlights, "light taken back from what would burn");
    visit("shadows", self.shadows, kShadows, "more light in shadows, less below 0");
    visit("denoise", self.denoise, kDenoise, "factor on the usual calming of noise");
    visit("look", self.look, "photo, .cube table or HaldCLUT picture whose look is put on");
    visit("look-strength", self.look_strength, kLookStrength, "how much of the look is put on");
    visit("paint", self.paint, "painting whose hand paints the photo");
    visit("paint-strength", self.paint_strength, kPaintStrength, "how much of it is painted");
    visit("brush", self.brush, "size of strokes against the picture");
    visit("keep-colours", self.keep_colours, "whether the luma alone is painted");
    visit("paint-model", self.paint_model, "weights that paint");
    visit("paint-memory", self.paint_memory, at_least(1), "bytes for painting one photo");
    visit("style-mask", self.style_mask, "picture that is light where the reference counts");
    visit("model", self.model, "weights for a look");
    visit("faces", self.faces, "whether faces are found before and after");
    visit("face-model", self.face_model, "weights that find faces");
    visit("noise-model", self.noise_model, "weights that take noise off for faces");
    visit("trust-map", self.trust_map, "whether pixels without signal are mapped");
    visit("device", self.device, "auto, cpu, cuda or cuda:N");
    visit("threads", self.threads, kThreads, "threads that work on one photo, 0 = all cores");
  }
  void check(Problems& problems) const;
};

}  // namespace lowlight::inference
