// An open file of the operating system, and the error where one of its operations fails.
#pragma once

#include <filesystem>
#include <utility>

namespace lowlight {

/// Owns a descriptor and closes it at its end; -1 stands for none. Closing at the end keeps errno.
class FileDescriptor {
 public:
  explicit FileDescriptor(int file = -1) : file_(file) {}
  FileDescriptor(FileDescriptor&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~FileDescriptor();

  bool is_open() const { return file_ >= 0; }
  int get() const { return file_; }

  /// Closes now. False, with errno, where that reports the failure of an earlier write.
  bool close();

 private:
  int file_;
};

/// Throws std::system_error with errno: "<path>: <step>".
[[noreturn]] void throw_errno(const std::filesystem::path& path, const char* step);

}  // namespace lowlight
