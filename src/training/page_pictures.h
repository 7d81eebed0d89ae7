// The pictures on the pages of training: the data of the templates training and diagnosis
// (lowlight/pages/page.h). Each picture is inside the page as a PNG.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "lowlight/doctor/finite_check.h"
#include "lowlight/training/preview.h"

namespace lowlight::training {

/// A row of pictures for each tensor [N, 1 or 3, H, W] of a batch, eight samples at most, none
/// longer than 128 pixels. Values outside [0, 1] are stretched into it, and the caption says so;
/// what is not finite is red. An empty list where no tensor can be looked at.
nlohmann::json batch_pictures(const std::vector<doctor::NamedTensor>& batch);

/// The samples of a preview, a row each with a picture of each kind, none longer than 192 pixels;
/// null for an empty preview.
nlohmann::json sample_pictures(const Preview& preview);

}  // namespace lowlight::training
