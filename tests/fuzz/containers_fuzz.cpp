// Whatever the bytes are, the walkers through image files stay within them, and what they build is
// what they read.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "codecs/byte_reader.h"
#include "codecs/jpeg/jpeg_segments.h"
#include "codecs/metadata_blocks.h"
#include "codecs/png/png_container.h"
#include "codecs/refused_file.h"
#include "codecs/tiff/tiff_directory.h"
#include "codecs/webp/webp_container.h"
#include "lowlight/codecs/colour_profile.h"

using namespace lowlight::codecs;

namespace {

using Bytes = std::vector<uint8_t>;

template <class Read>
void expect_refusal_or_success(const Read& read) {
  try {
    read();
  } catch (const OutOfData&) {
  } catch (const RefusedFile&) {
  }
}

void expect(bool holds) {
  if (!holds) std::abort();
}

void check_orientation(Bytes exif) {
  const int orientation = take_orientation(exif);
  expect(orientation >= 1 && orientation <= 8);
  expect(take_orientation(exif) == 1);
}

void check_join(Bytes bytes) {
  lowlight::MemoryFile file;
  file.bytes = std::move(bytes);
  join_tiff_directories(file);
  expect(read_tiff_directory(file.bytes).next == 0);
}

/// Segments of the lengths and numbers that the bytes name.
void check_segments(std::span<const uint8_t> bytes) {
  std::vector<JpegSegment> segments;
  while (bytes.size() >= 3) {
    const size_t size = std::min<size_t>(bytes[1] << 8 | bytes[2], bytes.size() - 3);
    const auto data = bytes.subspan(3, size);
    segments.push_back({bytes[0] % 16, {data.begin(), data.end()}});
    bytes = bytes.subspan(3 + size);
  }
  std::vector<std::string> warnings;
  const Metadata read = read_jpeg_segments(segments, warnings);
  const Metadata again = read_jpeg_segments(jpeg_segments(read, warnings), warnings);
  expect(again.exif == read.exif && again.xmp == read.xmp && again.iptc == read.iptc);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  const Bytes copy(bytes.begin(), bytes.end());
  if (const auto header = peek_header(bytes)) expect(header->width > 0 && header->height > 0);
  kind_of_profile(bytes);
  expect_refusal_or_success([&] {
    std::vector<std::string> warnings;
    read_png_metadata(bytes, warnings);
  });
  expect_refusal_or_success([&] { read_webp_metadata(bytes); });
  expect_refusal_or_success([&] { iptc_of_resources(bytes); });
  expect_refusal_or_success([&] { check_join(copy); });
  expect(iptc_of_resources(resources_of_iptc(bytes)) == copy);
  check_orientation(copy);
  check_segments(bytes);
  return 0;
}
