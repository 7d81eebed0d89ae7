#include "lowlight/inference/photo_enhancer.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "inference/exposure_told.h"
#include "inference/face_finder.h"
#include "inference/face_needs.h"
#include "inference/held_faces.h"
#include "inference/tone_table.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/srgb.h"
#include "lowlight/core/text.h"
#include "lowlight/core/value_text.h"
#include "lowlight/imaging/alpha.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/colour_blotches.h"
#include "lowlight/imaging/darkness.h"
#include "lowlight/imaging/exposure_map.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/imaging/trust_map.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/inference/look.h"
#include "lowlight/inference/painter.h"

namespace lowlight::inference {
namespace {

constexpr int64_t kSmallSide = 256;

/// A small copy of a photo, from which smaller ones are made: its pixels are looked at once.
imaging::Image small_copy(const imaging::PictureRows& picture) {
  const auto side = std::max(imaging::blotch_side(picture.shape()), kSmallSide);
  return imaging::to_image(imaging::shrink(picture, side), imaging::BitDepth::u16);
}

bool puts_on_look(const EnhanceSettings& settings) {
  return settings.look && settings.look_strength > 0;
}

bool paints(const EnhanceSettings& settings) {
  return settings.paint && settings.paint_strength > 0;
}

bool needs_finder(const EnhanceSettings& settings) {
  return settings.faces || !settings.face_model.empty();
}

PaintOptions paint_options(const EnhanceSettings& settings) {
  return {
      settings.paint_strength, settings.brush.size, settings.keep_colours, settings.paint_memory};
}

/// A painter with the hand of its painting.
struct PaintingHand {
  Painter painter;
  Painter::Hand hand;
};

std::optional<PaintingHand> hand_for(const EnhanceSettings& settings,
                                     std::vector<std::string>* warnings) {
  if (!paints(settings)) return std::nullopt;
  auto painter = Painter::load(settings.paint_model, settings.device);
  auto hand = painter.prepare({*settings.paint, settings.style_mask, settings.read}, warnings);
  return PaintingHand{std::move(painter), std::move(hand)};
}

/// a + share · (b − a).
imaging::Image mixed(const imaging::Image& a, const imaging::Image& b, double share) {
  return imaging::to_image(torch::lerp(imaging::to_tensor(a), imaging::to_tensor(b), share),
                           b.depth());
}

class PhotoEnhancer final : public batch::PhotoProcessor {
 public:
  PhotoEnhancer(const EnhanceSettings& s, std::vector<std::string>* warnings)
      : settings(s), finder(s.face_model) {
    if (puts_on_look(settings)) {
      const LookReference reference{*s.look, s.style_mask, s.model, s.read};
      look = Look::find(reference, warnings).table;
    }
    painting = hand_for(settings, warnings);
    // Who asks for faces, or names weights, shall learn at once that they cannot be found.
    if (needs_finder(settings)) finder.get();
  }

  void process(const imaging::PictureRows& picture,
               int64_t most_rows,
               const imaging::UseBand& use,
               batch::Remarks* remarks) const override {
    const auto covered = imaging::with_hidden_colours_covered(picture);
    std::vector<batch::Face> faces;
    if (settings.faces) faces = finder.get().find(covered);
    if (settings.faces && remarks) remarks->faces = batch::Faces{.before = faces};
    if (settings.threads > 0) at::set_num_threads(int(settings.threads));
    if (settings.trust_map && remarks) {
      remarks->trust_map = std::make_shared<const imaging::Image>(
          imaging::trust_map(picture, imaging::noise_of(picture)));
    }
    if (settings.strength == 0) return;
    const torch::NoGradGuard no_gradients;
    const auto transform = transform_for(covered, needs_of(covered, faces), remarks);
    if (painting) return paint(covered, transform, most_rows, use);
    if (transform.weight > 0) imaging::transform_rows(covered, transform, most_rows, use);
  }

  void look_at_result(const imaging::PictureRows& result, batch::Remarks& remarks) const override {
    if (remarks.faces)
      remarks.faces->after = finder.get().find(imaging::with_hidden_colours_covered(result));
  }

  int64_t bytes_for(const imaging::ImageShape& shape) const override {
    const int64_t map = settings.trust_map ? shape.width * shape.height : 0;
    if (!painting || !changes_pictures()) return map;
    return map + shape.stride() * shape.height +
           painting->painter.bytes_for(shape, paint_options(settings));
  }

  bool changes_pictures() const override {
    return settings.strength > 0 || settings.faces || settings.trust_map;
  }

  std::string description() const override {
    std::string text = "closed form";
    if (!look.empty()) text += ", look of " + display_name(settings.look->filename());
    if (painting) text += ", painted by " + display_name(settings.paint->filename());
    return text + ", strength " + number_text(settings.strength) + ", on " +
           (painting ? painting->painter.device() : c10::Device(c10::kCPU)).str();
  }

 private:
  /// Paints the picture as the transform shows it, with all of its change: tiles see far around
  /// them, so the shown picture is held as a whole.
  void paint(const imaging::PictureRows& picture,
             imaging::PhotoTransform transform,
             int64_t most_rows,
             const imaging::UseBand& use) const {
    const auto& shape = picture.shape();
    auto shown = transform.weight > 0 ? imaging::rows_like(shape, shape.height)
                                      : picture.read(0, shape.height);
    if (transform.weight > 0) {
      transform.weight = 1;
      imaging::transform_rows(picture, transform, most_rows, imaging::replace_rows_of(shown));
    }
    int64_t y = 0;
    const auto put = [&](imaging::Image band) {
      const auto begin = std::exchange(y, y + band.height());
      use(settings.strength == 1 ? std::move(band)
                                 : mixed(picture.read(begin, y), band, settings.strength));
    };
    auto options = paint_options(settings);
    options.keep_colours |= picture.grey;
    painting->painter.paint_rows(shown, painting->hand, options, most_rows, put);
  }

  /// `faces` are those of the picture.
  FaceNeeds needs_of(const imaging::PictureRows& picture,
                     const std::vector<batch::Face>& faces) const {
    if (!settings.faces) return {};
    const auto change = [&](const imaging::PictureRows& rows, const FaceNeeds& needs) {
      return transform_for(rows, needs, nullptr);
    };
    return needs_of_faces(picture, in_shares(faces, picture.shape()), finder.get(), change);
  }

  /// The change of a picture with what its faces need.
  imaging::PhotoTransform transform_for(const imaging::PictureRows& picture,
                                        const FaceNeeds& needs,
                                        batch::Remarks* remarks) const {
    const auto copy = small_copy(picture);
    const auto small = imaging::shrink(copy, kSmallSide).unsqueeze(0);
    const auto found = imaging::judge_darkness(small);
    const auto step = imaging::meter(small, found.share);
    const double ev = settings.exposure + needs.ev;
    if (remarks) remarks->exposure = exposure_told(found, step, settings);
    if (remarks && needs.ev != 0)
      remarks->exposure->why += formatted("; %.1f EV for the faces", needs.ev);
    const double darkness = step.darkness.item<double>();
    imaging::PhotoTransform transform;
    auto* warnings = remarks ? &remarks->warnings : nullptr;
    const auto held = held_faces(small, step, settings, needs.seen, finder, warnings);
    transform.exposure =
        imaging::exposure_map(small, step, {settings.highlights, settings.shadows, ev, held});
    if (remarks && transform.exposure.holds_faces)
      remarks->exposure->why += "; the lights of faces held back";
    const bool stays = darkness == 0 && settings.exposure == 0 && transform.exposure.empty();
    // A look is wanted on well-lit photos too; without one they keep their pixels.
    transform.weight = stays && look.empty() ? 0 : settings.strength;
    if (transform.weight == 0) return transform;
    transform.tone = tone_table(step, picture.shape().depth, ev);
    transform.hue_kept = hue_kept(step, ev);
    if (!stays) {
      const double amount = settings.denoise * needs.calming;
      const auto noise = imaging::noise_of(picture);
      transform.tone = tone_in_noise(small[0], step, picture.shape().depth, ev, noise, amount);
      transform.calming = imaging::calming_for(noise, transform.tone, amount);
      transform.blotches =
          imaging::blotches_of(imaging::shrink(copy, imaging::blotch_side(picture.shape())),
                               transform.tone,
                               transform.calming,
                               amount);
      if (remarks && needs.calming != 1 && transform.calming.any)
        remarks->exposure->why += formatted("; %.2g of the calming for the faces", needs.calming);
    }
    transform.added = needs.added;
    if (remarks && !needs.added.empty())
      remarks->exposure->why += "; softened where noise hides faces";
    transform.look = look;
    transform.look_strength = settings.look_strength;
    return transform;
  }

  EnhanceSettings settings;
  imaging::ColourTable look;  ///< empty where no look is asked for
  LateFaceFinder finder;      ///< asked where faces are looked for, or their skin may burn
  std::optional<PaintingHand> painting;  ///< nothing where no painting is asked for
};

}  // namespace

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
  needs("a painting: paint", paint.has_value(), "paint-strength", paint_strength != 1);
  needs("a painting: paint", paint.has_value(), "brush", brush != Brush());
  needs("a painting: paint", paint.has_value(), "keep-colours", keep_colours);
  needs("a painting: paint", paint.has_value(), "paint-model", !paint_model.empty());
}

std::vector<std::filesystem::path> needed_weights(const EnhanceSettings& settings) {
  std::vector<std::filesystem::path> files;
  const auto add = [&](const std::filesystem::path& asked, const char* name) {
    files.push_back(find_model(model_places(asked, name)));
  };
  if (puts_on_look(settings) && !holds_table(*settings.look, settings.read))
    add(settings.model, kLookModel);
  if (paints(settings)) add(settings.paint_model, kPainterModel);
  if (needs_finder(settings)) add(settings.face_model, kFaceModel);
  return files;
}

std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings,
                                                           std::vector<std::string>* warnings) {
  const auto problems = problems_of(settings);
  if (!problems.empty()) throw ConfigError("settings of the enhancer", texts_of(problems));
  // A device that is named must be there even where no network will run on it.
  if (settings.device != "auto") resolve_device(settings.device);
  return std::make_unique<PhotoEnhancer>(settings, warnings);
}

}  // namespace lowlight::inference
