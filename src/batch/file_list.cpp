#include "lowlight/batch/file_list.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
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

/// Whether every line ends with a carriage return.
bool has_returns(std::string_view text) {
  while (!text.empty()) {
    const auto entry = take_entry(text, false);
    if (!entry.empty() && !entry.ends_with('\r')) return false;
  }
  return true;
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

bool separated_by_nulls(std::string_view text) { return text.find('\0') != std::string_view::npos; }

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
  const bool nulls = null_separated || separated_by_nulls(text);
  const bool returns = !nulls && has_returns(text);
  std::vector<fs::path> paths;
  while (auto path = take_path(text, nulls, returns)) paths.push_back(*std::move(path));
  return paths;
}

FileList::FileList(const fs::path& path, bool null_separated, const fs::path& place) try {
  constexpr size_t kMostInMemory = 4 << 20;
  read_pieces(path, [&](std::span<const uint8_t> piece) {
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
  nulls_ = null_separated || separated_by_nulls(text_);
  returns_ = !nulls_ && has_returns(text_);
  while (take_path(rest_, nulls_, returns_)) ++size_;
  restart();
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
