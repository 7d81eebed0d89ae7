// Files that promise more than they hold cost no memory.
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
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

}  // namespace

TEST_CASE("A file that lies about its size is refused and takes no memory", "[memory]") {
  const auto& [name, file] = GENERATE(table<const char*, Bytes>({{"png", png_bomb()},
                                                                 {"jpeg", jpeg_bomb(false)},
                                                                 {"progressive", jpeg_bomb(true)},
                                                                 {"tiff", tiff_bomb()}}));
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
