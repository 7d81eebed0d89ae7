#include "codecs/late_library.h"

#include <dlfcn.h>

#include "lowlight/core/error.h"

namespace lowlight::codecs {

std::string LateLibrary::problem() const {
  if (dlopen(file_, RTLD_NOW | RTLD_LOCAL) != nullptr) return "";
  return std::string(file_) + " is missing: apt install " + package_;
}

void* LateLibrary::find(const char* function) const {
  void* const library = dlopen(file_, RTLD_NOW | RTLD_LOCAL);
  void* const found = library ? dlsym(library, function) : nullptr;
  if (!found) throw ImageError(file_, {library ? std::string("has no ") + function : problem()});
  return found;
}

}  // namespace lowlight::codecs
