#include "lowlight/core/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "lowlight/core/file_descriptor.h"
#include "lowlight/core/hidden_file.h"

namespace lowlight {

namespace fs = std::filesystem;

void write_file_atomically(const fs::path& path, std::span<const uint8_t> bytes) {
  write_file_atomically(path, std::span(&bytes, 1));
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  write_file_atomically(path,
                        std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

void write_file_atomically(const fs::path& path, std::span<const std::span<const uint8_t>> pieces) {
  HiddenFile file(path);
  for (const auto piece : pieces) file.append(piece);
  file.replace_target();
}

std::vector<uint8_t> read_file(const fs::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw_errno(path, "cannot open");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw_errno(path, "cannot read");
  // One byte of room more than the file has: reading into it finds the end.
  std::vector<uint8_t> bytes(size_t(status.st_size) + 1);
  size_t filled = 0;
  for (;;) {
    if (filled == bytes.size()) bytes.resize(2 * filled);
    const auto count = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_errno(path, "cannot read");
    if (count == 0) break;
    filled += size_t(count);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace lowlight
