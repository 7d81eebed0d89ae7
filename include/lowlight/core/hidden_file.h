// A file under work, which nobody meets under its name before it is whole.
#pragma once

#include <filesystem>
#include <memory>

#include "lowlight/core/byte_file.h"
#include "lowlight/core/file_descriptor.h"

namespace lowlight {

/// A new hidden file in the folder of `target` (".<name>.lowlight-<process>-<n>.tmp"). It becomes
/// `target`, or it is removed at the end of the object; remove_unfinished_files removes what killed
/// processes left. Every step throws std::system_error with the target's path where it fails.
class HiddenFile final : public ByteFile {
 public:
  explicit HiddenFile(const std::filesystem::path& target);
  ~HiddenFile() override;
  HiddenFile(const HiddenFile&) = delete;
  HiddenFile& operator=(const HiddenFile&) = delete;

  void write(uint64_t at, std::span<const uint8_t> bytes) override;
  void read(uint64_t at, std::span<uint8_t> bytes) const override;
  uint64_t size() const override { return size_; }

  /// Appends all bytes of another file.
  void append_file(const std::filesystem::path& other);

  /// Takes its name away: even a process that is killed leaves nothing behind. For what does not
  /// fit into memory and is no result.
  void forget_name();

  /// Mapped into memory: the system reads what is touched and takes it back where memory is short.
  std::span<const uint8_t> view() override;
  /// Gives the memory of all that was touched in view() back now; the view stays good.
  void release_view() const;

  /// Synchronises the file with the disk and renames it to the target, then synchronises the
  /// folder. A replaced regular file passes its permissions on; a symbolic link is replaced, what
  /// it points to is not touched. A device, a pipe or a folder, and a link to one, is an error and
  /// stays. Nothing may be written any more.
  void replace_target();

 private:
  struct Mapping;

  void create();
  void check_target() const;
  void keep_permissions() const;

  std::filesystem::path target_, path_;
  FileDescriptor file_;
  uint64_t size_ = 0;
  std::unique_ptr<Mapping> mapping_;
};

}  // namespace lowlight
