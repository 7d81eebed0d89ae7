// Pairs of well-lit photos and what a camera would have made of them in the dark.
#pragma once

#include <memory>
#include <string>

#include "lowlight/data/open_photos.h"
#include "lowlight/tasks/pair_options.h"
#include "tasks/labelled_crops.h"
#include "tasks/pairs.h"

namespace lowlight::tasks {

/// Self-supervised pairs: dark = crop A darkened, style = crop B of the same photo in look L,
/// target = crop A in look L; with probability `neutral` L changes nothing. `name` is what the
/// description calls the photos. With labels, crops A hold boxes, and samples the tensor "boxes"
/// (LabelledCrops::rows).
std::shared_ptr<const Pairs> darkened_pairs(std::shared_ptr<const data::PhotoSource> photos,
                                            std::string name,
                                            const DarkenedPairsOptions& options,
                                            std::shared_ptr<const LabelledCrops> labels = nullptr);

/// The pairs of the photos that `photos` names; nothing where it names none.
std::shared_ptr<const Pairs> open_darkened_pairs(const data::PhotosOptions& photos,
                                                 const DarkenedPairsOptions& options);

/// The same to judge by: every photo is darkened. What becomes of untouched ones a preview shows by
/// itself, and one that stays the very same has no PSNR that a mean could use.
std::shared_ptr<const Pairs> open_held_out_pairs(const data::PhotosOptions& photos,
                                                 DarkenedPairsOptions options);

}  // namespace lowlight::tasks
