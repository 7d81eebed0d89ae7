#include "lowlight/codecs/complete_file.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/metadata/jpeg_markers.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace metadata;

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
  const TiffHead head = read_tiff_head(file.bytes(0, 16));
  const auto start = int64_t(std::min<uint64_t>(head.directory, uint64_t(file.size())));
  const auto digits = file.bytes(start, head.big ? 8 : 2);
  const ByteReader count{digits, head.endian};
  const auto entries = head.big ? std::min<uint64_t>(count.u64(0), 65535) : count.u16(0);
  const auto table =
      file.bytes(start, head.big ? 8 + 20 * int64_t(entries) : 2 + 12 * int64_t(entries));
  const auto directory =
      read_tiff_directory({table, head.endian, head.directory}, head.directory, head.big);
  return directory.whole && std::ranges::all_of(directory.entries, [&](const TiffEntry& entry) {
           const uint64_t end = directory.offset_of_value(entry) + size_of_value(entry);
           return end <= uint64_t(file.size());
         });
}

/// Whether the last box at the top of the file ends where the file does.
bool is_complete_in_boxes(PartsOfFile& file) {
  for (int64_t at = 0; at != file.size();) {
    const auto head = file.bytes(at, 16);
    const ByteReader reader{head};
    uint64_t size = reader.u32(0);
    if (size == 0) return true;
    if (size == 1) size = reader.u64(8);
    if (size < 8 || size > uint64_t(file.size() - at)) return false;
    at += int64_t(size);
  }
  return true;
}

bool is_complete(PartsOfFile& file, ImageFormat format) {
  using namespace std::string_view_literals;
  switch (format) {
    case ImageFormat::jpeg:
      return file.ends_with("\xff\xd9"sv) || end_of_jpeg(file.bytes(0, file.size())) > 0;
    case ImageFormat::png:
      return file.ends_with("\0\0\0\0IEND\xae\x42\x60\x82"sv);
    case ImageFormat::tiff:
      return is_complete_tiff(file);
    case ImageFormat::webp:
      return is_complete_webp(file);
    case ImageFormat::heic:
    case ImageFormat::avif:
      return is_complete_in_boxes(file);
    default:
      break;
  }
  return true;  // nothing short of decoding it would tell
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
