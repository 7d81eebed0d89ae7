// The pictures and masks of a batch on a page.
#pragma once

#include <string>
#include <vector>

#include "lowlight/doctor/finite_check.h"

namespace lowlight::training {

/// Figures of io/html.h, a gallery for each tensor that can be looked at; "" where there is none.
std::string batch_pictures(const std::vector<doctor::NamedTensor>& batch);

}  // namespace lowlight::training
