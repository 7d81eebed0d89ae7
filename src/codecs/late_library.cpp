#include "codecs/late_library.h"

#include <dlfcn.h>

#include <string_view>

#include "lowlight/core/error.h"

namespace lowlight::codecs {
namespace {

/// Debian names packages by the library and its number: libraw20 has libraw.so.20 and, for several
/// threads, libraw_r.so.20.
std::string package_of(std::string file) {
  for (const std::string_view part : {"_r.so.", ".so."}) {
    if (const auto at = file.find(part); at != std::string::npos) file.erase(at, part.size());
  }
  return file;
}

}  // namespace

std::string LateLibrary::problem() const {
  if (dlopen(file_, RTLD_NOW | RTLD_LOCAL) != nullptr) return "";
  return std::string(file_) + " is missing: apt install " + package_of(file_);
}

void* LateLibrary::find(const char* function) const {
  void* const library = dlopen(file_, RTLD_NOW | RTLD_LOCAL);
  void* const found = library ? dlsym(library, function) : nullptr;
  if (!found) throw ImageError(file_, {library ? std::string("has no ") + function : problem()});
  return found;
}

}  // namespace lowlight::codecs
