// Dark photo in, well-lit photo out.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/batch/photo_processor.h"
#include "lowlight/inference/enhance_settings.h"

namespace lowlight::inference {

/// The files of weights that these settings need: those of a look that is found in a photo,
/// those that paint, and those that find faces and take noise off for them; none where nothing is
/// computed on a GPU either. Throws ImageError where the look's file cannot be read,
/// CheckpointError where weights are missing.
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
/// a network takes it off before brightening (models/denoiser.h, on the CPU), the copy becomes that
/// in the brightened copy's tones, and the photo changes by what that is enlarged. Only where faces
/// are and how sure it is goes into the remarks. With `trust_map` a map of the pixels that can be
/// believed (imaging/trust_map.h) goes there too. With `paint` the result is painted by the hand of
/// a painting (painter.h), well-lit photos too; strength then mixes it with the photo. What the
/// meter found goes into the remarks. Colours under alpha 0 have no influence on what is seen.
///
/// Throws ConfigError with everything wrong in the settings; also for a device that is named
/// and not there. With a look, throws what Look::find throws, with a painting what
/// Painter::load and prepare throw. Without a painting, CUDA is loaded only where `device` names a
/// GPU. What reading look and painting had to lose, and what a look has no use for, is added to
/// `warnings`, where they are given, a sentence each.
std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(
    const EnhanceSettings& settings, std::vector<std::string>* warnings = nullptr);

}  // namespace lowlight::inference
