// What the meter decided about a photo, in words.
#pragma once

#include "lowlight/batch/remarks.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/darkness.h"
#include "lowlight/inference/photo_enhancer.h"

namespace lowlight::inference {

/// The meter's decision about one photo, what it was read off, and what was asked for beside it.
batch::Exposure exposure_told(const imaging::Darkness& found,
                              const imaging::Brightening& step,
                              const EnhanceSettings& settings);

}  // namespace lowlight::inference
