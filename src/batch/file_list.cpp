#include "lowlight/batch/file_list.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <system_error>

#include "batch/picture_store.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/file_descriptor.h"

namespace lowlight::batch {

namespace fs = std::filesystem;

namespace {

/// Takes the first entry off `text`, "" where it is empty.
std::string_view take_entry(std::string_view& text, bool nulls) {
  const auto end = std::min(text.find(nulls ? '\0' : '\n'), text.size());
  const auto entry = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return entry;
}

/// How many entries a list has, how many of them end with a carriage return, and how many are
/// nothing else.
struct EntryCounts {
  int64_t all = 0, with_return = 0, bare_return = 0;

  bool returns_end_lines(bool nulls) const { return !nulls && with_return == all; }
};

/// Calls `release` now and then, so that mapped text that was read can leave memory.
EntryCounts counted(std::string_view text, bool nulls, const std::function<void()>& release) {
  constexpr int64_t kOften = 10'000;
  EntryCounts counts;
  while (!text.empty()) {
    const auto entry = take_entry(text, nulls);
    if (entry.empty()) continue;
    counts.with_return += entry.ends_with('\r');
    counts.bare_return += entry == "\r";
    if (++counts.all % kOften == 0) release();
  }
  return counts;
}

/// The next path of a list, nothing at its end.
std::optional<fs::path> take_path(std::string_view& text, bool nulls, bool returns) {
  while (!text.empty()) {
    auto entry = take_entry(text, nulls);
    if (returns && !entry.empty()) entry.remove_suffix(1);
    if (!entry.empty()) return entry;
  }
  return {};
}

/// Calls `use` with all bytes, a piece at a time.
void read_pieces(const fs::path& path, const auto& use) {
  const FileDescriptor file(is_standard_stream(path) ? ::dup(STDIN_FILENO)
                                                     : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw_errno(path, "cannot open");
  std::vector<uint8_t> piece(1 << 20);
  for (;;) {
    const auto count = ::read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_errno(path, "cannot read");
    if (count == 0) return;
    use(std::span<const uint8_t>(piece).first(size_t(count)));
  }
}

}  // namespace

std::vector<fs::path> parse_file_list(std::string_view text, bool null_separated) {
  const bool nulls = null_separated || text.find('\0') != std::string_view::npos;
  const bool returns = counted(text, nulls, [] {}).returns_end_lines(nulls);
  std::vector<fs::path> paths;
  while (auto path = take_path(text, nulls, returns)) paths.push_back(*std::move(path));
  return paths;
}

FileList::FileList(const fs::path& path, bool null_separated, const fs::path& place) try {
  constexpr size_t kMostInMemory = 4 << 20;
  nulls_ = null_separated;
  read_pieces(path, [&](std::span<const uint8_t> piece) {
    nulls_ = nulls_ || std::ranges::find(piece, 0) != piece.end();
    if (!disk_ && memory_.size() + piece.size() > kMostInMemory) {
      disk_ = std::make_unique<HiddenFile>(scratch_place(place));
      disk_->forget_name();
      disk_->append(memory_);
      memory_ = {};
    }
    disk_ ? disk_->append(piece) : void(memory_.insert(memory_.end(), piece.begin(), piece.end()));
  });
  const auto bytes = disk_ ? disk_->view() : std::span<const uint8_t>(memory_);
  rest_ = text_ = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  const auto counts = counted(text_, nulls_, [&] {
    if (disk_) disk_->release_view();
  });
  returns_ = counts.returns_end_lines(nulls_);
  size_ = counts.all - (returns_ ? counts.bare_return : 0);
} catch (const std::system_error& error) {
  throw ConfigError(display_name(path), {error.code().message()});
}

std::vector<fs::path> FileList::next(int64_t most) {
  std::vector<fs::path> paths;
  for (;;) {
    auto rest = rest_;
    auto path = take_path(rest, nulls_, returns_);
    const auto shot = [](const fs::path& of) { return fs::path(of).replace_extension(); };
    const bool enough = int64_t(paths.size()) >= most;
    if (!path || (enough && shot(*path) != shot(paths.back()))) break;
    paths.push_back(*std::move(path));
    rest_ = rest;
  }
  if (disk_) disk_->release_view();
  return paths;
}

}  // namespace lowlight::batch
