// Whatever the bytes are, the walkers through image files stay within them, and what they build is
// what they read.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "lowlight/codecs/image_io.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/metadata/blocks.h"
#include "lowlight/metadata/boxes.h"
#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/gain_map_numbers.h"
#include "lowlight/metadata/jpeg_markers.h"
#include "lowlight/metadata/jpeg_segments.h"
#include "lowlight/metadata/jpeg_tail.h"
#include "lowlight/metadata/png_container.h"
#include "lowlight/metadata/refused_file.h"
#include "lowlight/metadata/tiff_directory.h"
#include "lowlight/metadata/webp_container.h"

using namespace lowlight::codecs;
using namespace lowlight::colours;
using namespace lowlight::metadata;

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

/// What lies behind a JPEG's picture, wherever that ends, comes back from a file made of it.
void check_tail(std::span<const uint8_t> bytes) {
  std::vector<std::string> warnings;
  const uint64_t end = end_of_jpeg(bytes);
  expect(end <= bytes.size());
  const auto tail = read_jpeg_tail(bytes, end, {}, warnings);
  size_t size = 0;
  for (const auto& one : tail) size += one.bytes.size();
  expect(size <= bytes.size() - end);
  jpeg_index(tail, end, 4);
  gain_map_numbers(bytes);
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
  expect_refusal_or_success([&] { read_webp(bytes); });
  expect_refusal_or_success([&] { iptc_of_resources(bytes); });
  expect_refusal_or_success([&] { heif_trailers(bytes); });
  expect_refusal_or_success([&] { heif_goes_in_circles(bytes); });
  heif_size(bytes);
  check_tail(bytes);
  expect_refusal_or_success([&] { exif_of_big_tiff(read_tiff_directory(bytes)); });
  expect_refusal_or_success([&] { check_join(copy); });
  expect(iptc_of_resources(resources_of_iptc(bytes)) == copy);
  check_orientation(copy);
  check_segments(bytes);
  return 0;
}
