// Writing to a file from within C libraries, which no exception may cross.
#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <utility>

#include "lowlight/core/byte_file.h"

namespace lowlight::codecs {

class GuardedFile {
 public:
  explicit GuardedFile(ByteFile& file) : file_(file) {}

  /// False means that writing failed and that the library should give up.
  bool write(uint64_t at, std::span<const uint8_t> bytes) noexcept try {
    file_.write(at, bytes);
    return true;
  } catch (...) {
    failure_ = std::current_exception();
    return false;
  }
  bool append(std::span<const uint8_t> bytes) noexcept { return write(file_.size(), bytes); }

  const ByteFile& file() const { return file_; }

  /// Throws what the file threw, if it did; it is called once the library has given up.
  void rethrow() {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  ByteFile& file_;
  std::exception_ptr failure_;
};

}  // namespace lowlight::codecs
