// Pairs of dark and bright photos of the same scenes.
#pragma once

#include <memory>
#include <string>

#include "lowlight/data/photo_source.h"
#include "lowlight/tasks/pair_options.h"
#include "tasks/labelled_crops.h"
#include "tasks/pairs.h"

namespace lowlight::tasks {

/// dark and target = the same square of both photos, judged to have content by the bright one;
/// style = another square of the bright photo. The brightness of a bright photo is partly chance:
/// neutral targets are scaled to the prediction's mean luma by enhancer_losses.
///
/// Photo i of `dark` and of `bright`, of which there must be equally many, show the same scene, in
/// one size: a pair whose sizes differ is passed over with a warning. `name` is what the
/// description calls the photos. With labels, the squares hold boxes, and samples the tensor
/// "boxes".
std::shared_ptr<const Pairs> matched_pairs(std::shared_ptr<const data::PhotoSource> dark,
                                           std::shared_ptr<const data::PhotoSource> bright,
                                           std::string name,
                                           const MatchedPairsOptions& options,
                                           std::shared_ptr<const LabelledCrops> labels = nullptr);

}  // namespace lowlight::tasks
