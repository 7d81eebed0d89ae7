#include "lowlight/core/file_descriptor.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lowlight {

FileDescriptor::~FileDescriptor() {
  const int reason = errno;
  close();
  errno = reason;
}

bool FileDescriptor::close() { return !is_open() || ::close(std::exchange(file_, -1)) == 0; }

void throw_errno(const std::filesystem::path& path, const char* step) {
  const int reason = errno;
  throw std::system_error(reason, std::generic_category(), path.string() + ": " + step);
}

}  // namespace lowlight
