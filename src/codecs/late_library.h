// Shared libraries that are opened when the first file comes that needs them.
#pragma once

#include <string>

namespace lowlight::codecs {

/// A library that costs neither time nor memory until it is used. It stays open then.
class LateLibrary {
 public:
  /// `file` is its name for the loader, `package` what is to be installed where it is missing.
  LateLibrary(const char* file, const char* package) : file_(file), package_(package) {}

  /// Why it cannot be used, with the package that has it; "" where it can. Opens it.
  std::string problem() const;

  /// A function of the library. Throws ImageError where there is none.
  void* find(const char* function) const;

 private:
  const char* file_;
  const char* package_;
};

}  // namespace lowlight::codecs

/// A function of a library by the name and type that its header declares.
#define LOWLIGHT_LATE(library, function)                                                        \
  ([]() -> decltype(&function) {                                                                \
    static const auto found = reinterpret_cast<decltype(&function)>((library).find(#function)); \
    return found;                                                                               \
  }())
