#include "lowlight/batch/standard_stream.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace lowlight::batch {
namespace {

[[noreturn]] void fail(const char* stream) {
  throw std::system_error(errno, std::generic_category(), stream);
}

}  // namespace

bool is_standard_stream(const std::filesystem::path& path) { return path == "-"; }

std::vector<uint8_t> read_standard_input() {
  std::vector<uint8_t> bytes;
  for (size_t filled = 0;;) {
    if (filled == bytes.size()) bytes.resize(std::max<size_t>(1 << 16, 2 * filled));
    const auto count = ::read(STDIN_FILENO, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("standard input");
    filled += size_t(count);
    if (count == 0) {
      bytes.resize(filled);
      return bytes;
    }
  }
}

void write_standard_output(std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("standard output");
    bytes = bytes.subspan(size_t(count));
  }
}

}  // namespace lowlight::batch
