#include "lowlight/codecs/complete_file.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <vector>

#include "codecs/tiff/tiff_directory.h"
#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {
namespace {

class PartsOfFile {
 public:
  explicit PartsOfFile(const std::filesystem::path& file) : stream_(file, std::ios::binary) {
    stream_.seekg(0, std::ios::end);
    size_ = int64_t(stream_.tellg());
  }

  /// Negative where the file cannot be read.
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

bool is_complete_webp(PartsOfFile& file) {
  const auto length = file.bytes(4, 4);
  return int64_t(ByteReader{length, Endian::little}.u32(0)) + 8 <= file.size();
}

bool is_complete_tiff(PartsOfFile& file) {
  const TiffHead head = read_tiff_head(file.bytes(0, 8));
  const auto start = int64_t(head.directory);
  const uint32_t count = ByteReader{file.bytes(start, 2), head.endian}.u16(0);
  const auto table = file.bytes(start, 2 + 12 * int64_t(count));
  const auto directory = read_tiff_directory({table, head.endian, head.directory}, head.directory);
  return directory.whole && std::ranges::all_of(directory.entries, [&](const TiffEntry& entry) {
           const uint64_t end = directory.offset_of_value(entry) + size_of_value(entry);
           return end <= uint64_t(file.size());
         });
}

bool is_complete(PartsOfFile& file, ImageFormat format) {
  using namespace std::string_view_literals;
  switch (format) {
    case ImageFormat::jpeg:
      return file.ends_with("\xff\xd9"sv);
    case ImageFormat::png:
      return file.ends_with("\0\0\0\0IEND\xae\x42\x60\x82"sv);
    case ImageFormat::tiff:
      return is_complete_tiff(file);
    case ImageFormat::webp:
      break;
  }
  return is_complete_webp(file);
}

}  // namespace

bool looks_complete(const std::filesystem::path& path) try {
  PartsOfFile file(path);
  if (file.size() <= 0) return false;
  const auto format = detect_format(file.bytes(0, 64));
  return format && is_complete(file, *format);
} catch (const OutOfData&) {
  return false;
}

}  // namespace lowlight::codecs
