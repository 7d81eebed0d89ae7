#include "batch/journal_lines.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "lowlight/batch/sha256.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/error.h"

namespace lowlight::batch {
namespace {

/// Appends what stands at `at`, a piece at most; false at the end of the file.
bool append_piece(const FileDescriptor& file,
                  const std::filesystem::path& path,
                  uint64_t at,
                  size_t most,
                  std::string& text) {
  const auto size = text.size();
  text.resize(size + most);
  ssize_t count = 0;
  do count = ::pread(file.get(), text.data() + size, most, off_t(at));
  while (count < 0 && errno == EINTR);
  if (count < 0) throw_errno(path, "cannot read");
  text.resize(size + size_t(count));
  return count > 0;
}

}  // namespace

uint64_t each_line(const FileDescriptor& file,
                   const std::filesystem::path& path,
                   const std::function<void(const JournalLine&)>& use) {
  constexpr size_t kPiece = 1 << 20;
  std::string text;  // from `begin` on
  uint64_t begin = 0;
  int64_t number = 0;
  while (append_piece(file, path, begin + text.size(), kPiece, text)) {
    size_t done = 0;
    for (size_t end = 0; (end = text.find('\n', done)) != std::string::npos; done = end + 1)
      use({std::string_view(text).substr(done, end - done), begin + done, ++number});
    text.erase(0, done);
    begin += done;
  }
  return begin;
}

bool begins_as_journal(const FileDescriptor& file, const std::filesystem::path& path) {
  constexpr std::string_view kBegin = R"({"time":")";
  std::string text;
  append_piece(file, path, 0, kBegin.size(), text);
  return kBegin.starts_with(text);
}

JournalRecord record_in(const JournalLine& line, const std::string& name) {
  try {
    return parse_journal_line(line.text);
  } catch (const ConfigError& error) {
    std::vector<std::string> problems;
    for (const auto& problem : error.problems())
      problems.push_back("line " + std::to_string(line.number) + ": " + problem);
    throw ConfigError(name, std::move(problems));
  }
}

JournalRecord record_at(const FileDescriptor& file,
                        const std::filesystem::path& path,
                        uint64_t begin) {
  std::string text;
  while (text.find('\n') == std::string::npos &&
         append_piece(file, path, begin + text.size(), 4096, text)) {
  }
  return parse_journal_line(std::string_view(text).substr(0, text.find('\n')));
}

std::filesystem::path whole_path(const std::filesystem::path& path) {
  if (is_standard_stream(path)) return path;
  std::error_code failure;
  return std::filesystem::absolute(path, failure).lexically_normal();
}

uint64_t key_of(const std::filesystem::path& input, const std::filesystem::path& output) {
  return fingerprint(input.native() + '\0' + output.native());
}

}  // namespace lowlight::batch
