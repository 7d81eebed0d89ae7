// A file that is refused before its pixels are looked at.
#pragma once

#include <stdexcept>

namespace lowlight::metadata {

/// The file is damaged, or holds something that cannot be read; what() says so to the user.
struct RefusedFile : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace lowlight::metadata
