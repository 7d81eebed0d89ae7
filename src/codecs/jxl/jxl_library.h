// libjxl, opened when the first JPEG XL file comes.
#pragma once

#include <jxl/decode.h>
#include <jxl/encode.h>

#include "codecs/late_library.h"

#define LOWLIGHT_JXL(function) LOWLIGHT_LATE(::lowlight::codecs::kJxlLibrary, function)

namespace lowlight::codecs {

inline const LateLibrary kJxlLibrary{LOWLIGHT_JXL_LIBRARY};

struct DestroyJxl {
  void operator()(JxlDecoder* decoder) const { LOWLIGHT_JXL(JxlDecoderDestroy)(decoder); }
  void operator()(JxlEncoder* encoder) const { LOWLIGHT_JXL(JxlEncoderDestroy)(encoder); }
};

}  // namespace lowlight::codecs
