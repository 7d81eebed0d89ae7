#include "lowlight/batch/existing_output.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include "lowlight/batch/standard_stream.h"
#include "lowlight/codecs/image_io.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using codecs::ImageFormat;

class Ends {
 public:
  explicit Ends(const fs::path& file) : stream_(file, std::ios::binary) {
    stream_.seekg(0, std::ios::end);
    size_ = int64_t(stream_.tellg());
  }

  int64_t size() const { return size_; }

  /// `count` bytes from `offset`; fewer where the file ends.
  std::vector<uint8_t> bytes(int64_t offset, int64_t count) {
    std::vector<uint8_t> result(size_t(std::clamp<int64_t>(size_ - offset, 0, count)));
    stream_.clear();
    stream_.seekg(offset);
    stream_.read(reinterpret_cast<char*>(result.data()), std::streamsize(result.size()));
    result.resize(size_t(stream_.gcount()));
    return result;
  }

  bool ends_with(std::string_view mark) {
    const auto end =
        bytes(std::max<int64_t>(0, size_ - int64_t(mark.size())), int64_t(mark.size()));
    return std::equal(end.begin(), end.end(), mark.begin(), mark.end(), [](uint8_t a, char b) {
      return a == uint8_t(b);
    });
  }

 private:
  std::ifstream stream_;
  int64_t size_ = -1;
};

uint64_t number(std::span<const uint8_t> bytes, bool big_endian) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    value = value << 8 | bytes[big_endian ? i : bytes.size() - 1 - i];
  }
  return value;
}

bool is_complete_webp(Ends& file) {
  const auto length = file.bytes(4, 4);
  return length.size() == 4 && int64_t(number(length, false)) + 8 <= file.size();
}

/// Whether the first directory and the values that it points to lie in the file.
bool is_complete_tiff(Ends& file) {
  const auto header = file.bytes(0, 8);
  if (header.size() < 8) return false;
  const auto value = [big_endian = header[0] == 'M'](std::span<const uint8_t> bytes) {
    return int64_t(number(bytes, big_endian));
  };
  const auto directory = value(std::span(header).subspan(4));
  const auto count = file.bytes(directory, 2);
  if (directory < 8 || count.size() < 2) return false;
  const auto entries = file.bytes(directory + 2, 12 * value(count));
  if (int64_t(entries.size()) < 12 * value(count)) return false;
  for (size_t at = 0; at < entries.size(); at += 12) {
    constexpr int64_t kSizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};  // by type
    const auto entry = std::span(entries).subspan(at, 12);
    const auto type = size_t(value(entry.subspan(2, 2)));
    const auto size = value(entry.subspan(4, 4)) * (type < std::size(kSizes) ? kSizes[type] : 1);
    if (size > 4 && value(entry.subspan(8, 4)) + size > file.size()) return false;
  }
  return true;
}

}  // namespace

bool looks_complete(const fs::path& path) {
  using namespace std::string_view_literals;
  Ends file(path);
  if (file.size() <= 0) return false;
  const auto format = codecs::detect_format(file.bytes(0, 64));
  if (!format) return false;
  switch (*format) {
    case ImageFormat::jpeg:
      return file.ends_with("\xff\xd9"sv);
    case ImageFormat::png:
      return file.ends_with("\0\0\0\0IEND\xae\x42\x60\x82"sv);
    case ImageFormat::webp:
      return is_complete_webp(file);
    case ImageFormat::tiff:
      return is_complete_tiff(file);
  }
  return false;
}

std::string reason_to_skip(const fs::path& input,
                           const fs::path& output,
                           ExistingOutputs existing) {
  if (existing == ExistingOutputs::replace || is_standard_stream(output)) return "";
  std::error_code failure;
  const auto there = fs::exists(fs::symlink_status(output, failure));
  if (!there || existing == ExistingOutputs::keep) return there ? "the output exists" : "";
  if (is_standard_stream(input) || !looks_complete(output)) return "";
  const auto made = fs::last_write_time(output, failure);
  if (failure) return "";
  const auto taken = fs::last_write_time(input, failure);
  return failure || made < taken ? "" : "the output is there already";
}

}  // namespace lowlight::batch
