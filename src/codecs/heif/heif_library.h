// libheif, opened when the first HEIC or AVIF file comes.
#pragma once

#include <libheif/heif.h>

#include <string>

#include "codecs/late_library.h"

#define LOWLIGHT_HEIF(function) LOWLIGHT_LATE(::lowlight::codecs::kHeifLibrary, function)

namespace lowlight::codecs {

inline const LateLibrary kHeifLibrary{LOWLIGHT_HEIF_LIBRARY};

/// Calls the right function when a handle of libheif goes.
struct ReleaseHeif {
  void operator()(heif_context* context) const { LOWLIGHT_HEIF(heif_context_free)(context); }
  void operator()(const heif_image_handle* handle) const {
    LOWLIGHT_HEIF(heif_image_handle_release)(handle);
  }
  void operator()(const heif_image* image) const { LOWLIGHT_HEIF(heif_image_release)(image); }
  void operator()(heif_encoder* encoder) const { LOWLIGHT_HEIF(heif_encoder_release)(encoder); }
  void operator()(heif_decoding_options* options) const {
    LOWLIGHT_HEIF(heif_decoding_options_free)(options);
  }
  void operator()(heif_encoding_options* options) const {
    LOWLIGHT_HEIF(heif_encoding_options_free)(options);
  }
  void operator()(heif_color_profile_nclx* colours) const {
    LOWLIGHT_HEIF(heif_nclx_color_profile_free)(colours);
  }
};

/// Throws ImageError with what libheif says.
void require(const heif_error& result, const std::string& name);

}  // namespace lowlight::codecs
