#include "lowlight/core/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "hidden_name.h"

namespace lowlight {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* step) {
  const int reason = errno;
  throw std::system_error(reason, std::generic_category(), path.string() + ": " + step);
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }
  /// Closing can report the failure of an earlier write.
  bool close() { return ::close(std::exchange(value_, -1)) == 0; }

 private:
  int value_;
};

/// A new hidden file beside `target`, removed unless it was renamed.
class HiddenFile {
 public:
  explicit HiddenFile(const fs::path& target) : target_(target), file_(create()) {}
  HiddenFile(const HiddenFile&) = delete;
  HiddenFile& operator=(const HiddenFile&) = delete;
  ~HiddenFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  void keep_permissions() {
    struct stat status {};
    if (::lstat(target_.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    if (::fchmod(file_.get(), status.st_mode & 07777) != 0) fail(target_, "cannot set permissions");
  }

  void write(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
      const auto written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(target_, "cannot write");
      bytes = bytes.subspan(size_t(written));
    }
  }

  void replace_target() {
    if (::fsync(file_.get()) != 0) fail(target_, "cannot synchronise");
    if (!file_.close()) fail(target_, "cannot close");
    if (::rename(path_.c_str(), target_.c_str()) != 0) fail(target_, "cannot replace");
    path_.clear();
  }

 private:
  int create() {
    static std::atomic<uint64_t> count{0};
    for (;;) {
      const auto path =
          target_.parent_path() / hidden_name(target_.filename().string(), ::getpid(), count++);
      const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      // An earlier process with this number may have been killed and have left its file.
      if (file < 0 && errno == EEXIST) continue;
      if (file < 0) fail(target_, "cannot create a file beside it");
      // Tells remove_unfinished_files of others that the writer lives; there are file systems
      // without.
      ::flock(file, LOCK_EX | LOCK_NB);
      path_ = path;
      return file;
    }
  }

  const fs::path& target_;
  fs::path path_;
  Descriptor file_;
};

void synchronise_folder_of(const fs::path& target) {
  const fs::path folder = target.has_parent_path() ? target.parent_path() : ".";
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) fail(folder, "cannot open");
  // Some network file systems have no such operation for folders and say EINVAL.
  if (::fsync(directory.get()) != 0 && errno != EINVAL) fail(folder, "cannot synchronise");
}

}  // namespace

void write_file_atomically(const fs::path& path, std::span<const uint8_t> bytes) {
  write_file_atomically(path, std::span(&bytes, 1));
}

void write_file_atomically(const fs::path& path, std::span<const std::span<const uint8_t>> pieces) {
  HiddenFile file(path);
  file.keep_permissions();
  for (const auto piece : pieces) file.write(piece);
  file.replace_target();
  synchronise_folder_of(path);
}

std::vector<uint8_t> read_file(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail(path, "cannot open");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail(path, "cannot read");
  // One byte of room more than the file has: reading into it finds the end.
  std::vector<uint8_t> bytes(size_t(status.st_size) + 1);
  size_t filled = 0;
  for (;;) {
    if (filled == bytes.size()) bytes.resize(2 * filled);
    const auto count = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path, "cannot read");
    if (count == 0) break;
    filled += size_t(count);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace lowlight
