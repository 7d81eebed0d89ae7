// Files that promise more than they hold cost no memory.
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/gif_file.h"
#include "support/image_files.h"
#include "support/jpeg_file.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

constexpr uint32_t kSide = 19'000;  // 361 million pixels: under the limit
constexpr long kMostKilobytes = 64 << 10;

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/// How far the memory in use rises while `work` is done. What earlier tests have freed is given
/// back first, because it could be used again without a rise; writing to clear_refs makes Linux
/// forget the peak of before.
template <class Work>
long kilobytes_of(const Work& work) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  const long before = peak_kilobytes();
  work();
  return peak_kilobytes() - before;
}

void put_big(Bytes& file, size_t at, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) file[at + size_t(i)] = uint8_t(value >> 8 * (bytes - 1 - i));
}

/// A PNG of one row that says it has kSide of them.
Bytes png_bomb() {
  Bytes file = png_file(kSide, 1, Bytes(kSide, 7));
  Bytes header, chunk;
  append_big(header, kSide, 4);
  append_big(header, kSide, 4);
  header.insert(header.end(), {8, 0, 0, 0, 0});
  append_png_chunk(chunk, "IHDR", header);
  std::copy(chunk.begin(), chunk.end(), file.begin() + 8);
  return file;
}

Bytes jpeg_bomb(bool progressive) {
  const Image image = synthetic_image(16, 16);
  Bytes file =
      jpeg_file(16, 16, {image.bytes().begin(), image.bytes().end()}, {.progressive = progressive});
  const Bytes mark = {0xFF, uint8_t(progressive ? 0xC2 : 0xC0)};
  const auto frame = std::search(file.begin(), file.end(), mark.begin(), mark.end());
  put_big(file, size_t(frame - file.begin()) + 5, kSide, 2);
  put_big(file, size_t(frame - file.begin()) + 7, kSide, 2);
  return file;
}

Bytes tiff_bomb() {
  Bytes file = tiff_file(synthetic_image(16, 16), 1);
  constexpr size_t kEntries = 10, kSize = 12;
  for (const size_t entry : {0, 1, 8}) put_big(file, kEntries + entry * kSize + 8, kSide, 4);
  put_big(file, kEntries + 9 * kSize + 8, uint64_t(kSide) * kSide * 3, 4);
  return file;
}

/// Every size of a picture in the file's properties is another's.
Bytes heic_bomb() {
  Bytes file = lowlight::read_file(LOWLIGHT_TEST_DATA "/cases/phone.heic");
  constexpr std::string_view kSize = "ispe";
  auto at = file.begin();
  while ((at = std::search(at, file.end(), kSize.begin(), kSize.end())) != file.end()) {
    put_big(file, size_t(at - file.begin()) + 8, kSide, 4);
    put_big(file, size_t(at - file.begin()) + 12, kSide, 4);
    at += 16;
  }
  return file;
}

/// A code stream that ends after its header: a height of 18 bits, as wide as it is high, and
/// everything else as usual.
Bytes jxl_bomb(uint64_t side) {
  const uint64_t bits = 0 | 2 << 1 | (side - 1) << 3 | uint64_t(1) << 21 | uint64_t(3) << 24;
  Bytes file = {0xFF, 0x0A};
  for (int shift = 0; shift < 64; shift += 8) file.push_back(uint8_t(bits >> shift));
  return file;
}

Bytes gif_bomb() {
  return gif_file(kSide, kSide, {{.width = kSide, .height = kSide, .indices = Bytes(500, 1)}});
}

/// Every width and height of a directory is another's.
Bytes raw_bomb() {
  Bytes file = lowlight::read_file(LOWLIGHT_TEST_DATA "/cases/raw.dng");
  for (size_t at = 8; at + 12 <= file.size(); ++at) {
    const bool size = (file[at] == 0 || file[at] == 1) && file[at + 1] == 1;
    const bool one = file[at + 4] == 1 && file[at + 5] == 0 && file[at + 6] == 0;
    if (!size || !one || (file[at + 2] != 3 && file[at + 2] != 4) || file[at + 3] != 0) continue;
    file[at + 8] = uint8_t(kSide);
    file[at + 9] = uint8_t(kSide >> 8);
  }
  return file;
}

}  // namespace

TEST_CASE("A header of nine hundred million pixels is refused by name", "[memory]") {
  constexpr uint32_t kMany = 30'000;
  Bytes gif = gif_bomb();
  for (const size_t at : {6, 8}) {
    gif[at] = uint8_t(kMany);
    gif[at + 1] = uint8_t(kMany >> 8);
  }
  for (const auto& [format, file] :
       {std::pair(ImageFormat::jxl, jxl_bomb(kMany)), {ImageFormat::gif, gif}}) {
    if (!problem_of_reading(format).empty()) continue;
    CHECK(kilobytes_of([&file = file] {
            CHECK_THROWS_WITH(decode_photo(file, "bomb"), ContainsSubstring("over the limit"));
          }) < kMostKilobytes);
  }
}

TEST_CASE("Metadata that unpack to a great many zeros are left out", "[memory]") {
  if (!problem_of_reading(ImageFormat::jxl).empty()) return;
  const auto file = lowlight::read_file(LOWLIGHT_TEST_DATA "/fuzz/seeds/photo/packed_zeros.jxl");
  Photo photo;
  CHECK(kilobytes_of([&] { photo = decode_photo(file, "zeros.jxl"); }) < kMostKilobytes);
  CHECK(photo.metadata.exif.empty());
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("16 MB"));
}

TEST_CASE("A file that lies about its size is refused and takes no memory", "[memory]") {
  const auto& [name, file] = GENERATE(table<const char*, Bytes>({{"png", png_bomb()},
                                                                 {"jpeg", jpeg_bomb(false)},
                                                                 {"progressive", jpeg_bomb(true)},
                                                                 {"tiff", tiff_bomb()},
                                                                 {"heic", heic_bomb()},
                                                                 {"jxl", jxl_bomb(kSide)},
                                                                 {"gif", gif_bomb()},
                                                                 {"raw", raw_bomb()}}));
  CAPTURE(name);
  const Bytes& bomb = file;
  CHECK(kilobytes_of([&] { CHECK_THROWS_AS(decode_photo(bomb, "bomb"), ImageError); }) <
        kMostKilobytes);
}

TEST_CASE("A file that unpacks to more pixels than allowed is refused before") {
  Photo photo;
  photo.image = Image(6000, 6000, 1, BitDepth::u8);
  std::ranges::fill(photo.image.bytes(), uint8_t(0));
  const Bytes file = encode_photo(photo, {.format = ImageFormat::png});
  CHECK(file.size() < 300'000);
  photo.image = Image();
  const auto decode = [&](int64_t max_pixels) {
    decode_photo(file, "bomb", {.max_pixels = max_pixels});
  };
  CHECK(kilobytes_of([&] {
          CHECK_THROWS_WITH(decode(35'999'999), ContainsSubstring("over the limit"));
        }) < 5000);
  CHECK(kilobytes_of([&] { decode(36'000'000); }) > 30'000);  // so the measure tells
}
