// Shared libraries that are opened when the first file comes that needs them.
#pragma once

#include <string>

namespace lowlight::codecs {

/// A library that costs neither time nor memory until it is used. It stays open then.
class LateLibrary {
 public:
  /// `file` is its name for the loader ("libjxl.so.0.7").
  explicit LateLibrary(const char* file) : file_(file) {}

  /// Why it cannot be used, with the package of Debian and Ubuntu that has it ("libjxl0.7"); ""
  /// where it can. Opens it.
  std::string problem() const;

  /// A function of the library. Throws ImageError where there is none.
  void* find(const char* function) const;

 private:
  const char* file_;
};

}  // namespace lowlight::codecs

/// A function of a library by the name and type that its header declares.
#define LOWLIGHT_LATE(library, function)                                  \
  ([]() -> decltype(&function) {                                          \
    static const auto entry_point =                                       \
        reinterpret_cast<decltype(&function)>((library).find(#function)); \
    return entry_point;                                                   \
  }())
