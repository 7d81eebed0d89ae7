// Dark photo in, well-lit photo out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/batch/photo_processor.h"
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
    visit("trust-map", self.trust_map, "whether pixels without signal are mapped");
    visit("device", self.device, "auto, cpu, cuda or cuda:N");
    visit("threads", self.threads, kThreads, "threads that work on one photo, 0 = all cores");
  }
  void check(Problems& problems) const;
};

/// The files of weights that these settings need: those of a look that is found in a photo,
/// those that paint and those that find faces; none where nothing is computed on a GPU either.
/// Throws ImageError where the look's file cannot be read, CheckpointError where weights are
/// missing.
std::vector<std::filesystem::path> needed_weights(const EnhanceSettings& settings);

/// Enhances photos. A small picture of each is metered (imaging/brightening.h) and its local
/// exposure chosen (imaging/exposure_map.h), which holds faces back that would burn: where skin
/// may, a detector (models/yunet.h, on the CPU) looks at that small picture, and without its
/// weights a remark warns; both, and the calming of noise, are carried out at full size
/// (imaging/photo_transform.h), and so is a look, on top of them. exposure acts on what the look is
/// put on, in linear light and anchored at white: y → k·y/(1 + (k − 1)·y), k = 2^exposure: what is
/// clipped stays white, nothing else clips. No network brightens: on real exposure brackets the
/// closed form measured better (docs/decisions/0004-enhancer.md). Photos that are well lit stay as
/// they are, unless exposure or shadows ask for a change; a look they take whole. With `faces` it
/// looks at a copy of 640 pixels of the photo and of the result too, and all faces found are held
/// back; a photo in which something is like a face is calmed half as much, and gets up to 2 EV less
/// light than the meter chooses, as lets faces be surest. Where the copy's noise would hide faces,
/// half of the copy becomes what stands out of the noise before brightening, in the brightened
/// copy's tones, half of the other half's finest detail is taken off, and the photo changes by what
/// that is enlarged. Only where faces are and how sure it is goes into the remarks. With
/// `trust_map` a map of the pixels that can be believed (imaging/trust_map.h) goes there too. With
/// `paint` the result is painted by the hand of a painting (painter.h), well-lit photos too;
/// strength then mixes it with the photo.
/// What the meter found goes into the remarks. Colours under alpha 0 have no influence on what is
/// seen.
///
/// Throws ConfigError with everything wrong in the settings; also for a device that is named
/// and not there. With a look, throws what Look::find throws, with a painting what
/// Painter::load and prepare throw. Without a painting, CUDA is loaded only where `device` names a
/// GPU. What reading look and painting had to lose, and what a look has no use for, is added to
/// `warnings`, where they are given, a sentence each.
std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(
    const EnhanceSettings& settings, std::vector<std::string>* warnings = nullptr);

}  // namespace lowlight::inference
