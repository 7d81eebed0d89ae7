#include "lowlight/core/hidden_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

#include "core/hidden_name.h"

namespace lowlight {
namespace {

namespace fs = std::filesystem;

void synchronise_folder_of(const fs::path& target) {
  const fs::path folder = target.has_parent_path() ? target.parent_path() : ".";
  const FileDescriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) throw_errno(folder, "cannot open");
  // Some network file systems have no such operation for folders and say EINVAL.
  if (::fsync(directory.get()) != 0 && errno != EINVAL) throw_errno(folder, "cannot synchronise");
}

}  // namespace

struct HiddenFile::Mapping {
  explicit Mapping(std::span<uint8_t> given) : bytes(given) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { ::munmap(bytes.data(), bytes.size()); }

  std::span<uint8_t> bytes;
};

HiddenFile::HiddenFile(const fs::path& target) : target_(target) { create(); }

HiddenFile::~HiddenFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void HiddenFile::create() {
  static std::atomic<uint64_t> count{0};
  while (!file_.is_open()) {
    const auto path =
        target_.parent_path() / hidden_name(target_.filename().string(), ::getpid(), count++);
    file_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    // An earlier process with this number may have been killed and have left its file.
    if (!file_.is_open() && errno == EEXIST) continue;
    if (!file_.is_open()) throw_errno(target_, "cannot create a file beside it");
    path_ = path;
  }
  // Tells remove_unfinished_files of others that the writer lives; there are file systems without.
  ::flock(file_.get(), LOCK_EX | LOCK_NB);
}

void HiddenFile::write(uint64_t at, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(file_.get(), bytes.data(), bytes.size(), off_t(at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_errno(target_, "cannot write");
    at += uint64_t(written);
    size_ = std::max(size_, at);
    bytes = bytes.subspan(size_t(written));
  }
}

void HiddenFile::read(uint64_t at, std::span<uint8_t> bytes) const {
  LOWLIGHT_CHECK(at <= size_ && bytes.size() <= size_ - at,
                 "HiddenFile: bytes that are read must be there, got ",
                 bytes.size(),
                 " from ",
                 at,
                 " of ",
                 size_);
  while (!bytes.empty()) {
    const auto count = ::pread(file_.get(), bytes.data(), bytes.size(), off_t(at));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) throw_errno(target_, "cannot read the file beside it");
    at += uint64_t(count);
    bytes = bytes.subspan(size_t(count));
  }
}

void HiddenFile::append_file(const fs::path& other) {
  const FileDescriptor from(::open(other.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from.is_open()) throw_errno(other, "cannot open");
  std::vector<uint8_t> piece(1 << 20);
  for (;;) {
    const auto count = ::read(from.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_errno(other, "cannot read");
    if (count == 0) return;
    append(std::span(piece).first(size_t(count)));
  }
}

void HiddenFile::forget_name() {
  if (::unlink(path_.c_str()) != 0) throw_errno(target_, "cannot remove the file beside it");
  path_.clear();
}

std::span<const uint8_t> HiddenFile::view() {
  mapping_.reset();
  if (size_ == 0) return {};
  void* start = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file_.get(), 0);
  if (start == MAP_FAILED) throw_errno(target_, "cannot map the file beside it");
  mapping_ = std::make_unique<Mapping>(std::span(static_cast<uint8_t*>(start), size_));
  return mapping_->bytes;
}

void HiddenFile::release_view() const {
  if (mapping_) ::madvise(mapping_->bytes.data(), mapping_->bytes.size(), MADV_DONTNEED);
}

void HiddenFile::check_target() const {
  struct stat status {};
  if (::stat(target_.c_str(), &status) != 0 || S_ISREG(status.st_mode)) return;
  errno = S_ISDIR(status.st_mode) ? EISDIR : ENOTSUP;
  throw_errno(target_, "cannot replace what is no regular file");
}

void HiddenFile::keep_permissions() const {
  struct stat status {};
  if (::lstat(target_.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (::fchmod(file_.get(), status.st_mode & 07777) != 0)
    throw_errno(target_, "cannot set permissions");
}

void HiddenFile::replace_target() {
  check_target();
  keep_permissions();
  if (::fsync(file_.get()) != 0) throw_errno(target_, "cannot synchronise");
  // Closing can report the failure of an earlier write.
  if (!file_.close()) throw_errno(target_, "cannot close");
  if (::rename(path_.c_str(), target_.c_str()) != 0) throw_errno(target_, "cannot replace");
  path_.clear();
  synchronise_folder_of(target_);
}

}  // namespace lowlight
