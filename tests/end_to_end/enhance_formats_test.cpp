// `enhance` on files of every format, as they come from cameras, phones and programs.
#include <fstream>
#include <numeric>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/full_length.h"
#include "support/gif_file.h"
#include "support/libtiff_file.h"
#include "support/photo_files.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using lowlight::test::Bytes;
using lowlight::test::contents;
using lowlight::test::enhance;
using lowlight::test::files_in;
using lowlight::test::full_length;
using lowlight::test::libtiff_file;
using lowlight::test::Program;
using lowlight::test::synthetic_image;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

bool can_be_read(const fs::path& file) {
  const auto format = format_of_name(file);
  return format && problem_of_reading(*format).empty();
}

/// Photos of every number of channels and bits that the format keeps exactly.
void write_exact_photos(const fs::path& folder, ImageFormat format, bool deep, bool grey) {
  for (const int64_t channels : {1, 3, 4}) {
    for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
      if ((channels == 1 && !grey) || (depth == BitDepth::u16 && !deep)) continue;
      auto photo = test::photo_of(synthetic_image(37, 23, channels, depth));
      photo.lossless = true;
      const auto name = std::to_string(channels) + (depth == BitDepth::u8 ? "_8" : "_16");
      codecs::write_photo(folder / (name + extension_of(format)), photo, {.format = format});
    }
  }
}

/// Samples of 32 or 16 bits whose every code is one of 16 bits.
Bytes float_file(int bits) {
  return libtiff_file(4, 1, [&](TIFF* tiff) {
    test::set_samples(tiff, 1, bits, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
    std::vector<float> samples = {0, 0.25f, 0.5f, 1};
    std::vector<uint16_t> halves = {0, 0x3400, 0x3800, 0x3C00};
    TIFFWriteScanline(tiff, bits == 32 ? (void*)samples.data() : (void*)halves.data(), 0);
  });
}

}  // namespace

TEST_CASE("Strength 0 returns the very pixels of every format without loss and every depth") {
  const TemporaryFolder root;
  const fs::path in = root / "in", out = root / "out";
  for (const auto* folder : {"png", "tiff", "webp", "jxl"}) fs::create_directories(in / folder);
  write_exact_photos(in / "png", ImageFormat::png, true, true);
  write_exact_photos(in / "tiff", ImageFormat::tiff, true, true);
  write_exact_photos(in / "webp", ImageFormat::webp, false, false);
  if (can_be_read("a.jxl")) write_exact_photos(in / "jxl", ImageFormat::jxl, true, true);
  write_file_atomically(in / "float.tif", float_file(32));
  write_file_atomically(in / "half.tif", float_file(16));
  if (can_be_read("a.gif")) {
    Bytes indices(30);
    std::iota(indices.begin(), indices.end(), uint8_t(0));
    const auto gif = test::gif_file(6, 5, {{.width = 6, .height = 5, .indices = indices}});
    write_file_atomically(in / "still.gif", gif);
  }
  for (const auto* name : {"palette.tif", "big.tif", "gamma.png", "chromaticities.png"}) {
    fs::copy_file(fs::path(LOWLIGHT_TEST_DATA) / "cases" / name, in / name);
  }
  Program program(enhance({in.string(), "-o", out.string(), "--strength", "0", "-q"}));
  INFO(program.err());
  REQUIRE(program.exit_code() == 0);
  CHECK(contents(in).size() == contents(out).size());
  for (const auto& [name, bytes] : contents(in)) {
    CAPTURE(name);
    const Photo before = decode_photo(bytes, name);
    auto result = out / name;
    if (before.format == ImageFormat::gif) result.replace_extension("png");
    const Photo after = codecs::read_photo(result);
    CHECK(after.format == kept_format(before.format));
    CHECK(test::largest_difference(before.image, after.image) == 0);
  }
}

TEST_CASE("Of a folder of all kinds of files nothing is lost and everything is said") {
  const size_t files = full_length() ? 300 : 40, broken = files / 20;
  const TemporaryFolder root;
  const fs::path in = root / "in", out = root / "out", journal = root / "journal.jsonl";
  fs::create_directories(in / "trip");
  std::vector<fs::path> cases;
  for (const auto& file : fs::directory_iterator(fs::path(LOWLIGHT_TEST_DATA) / "cases")) {
    if (can_be_read(file.path())) cases.push_back(file.path());
  }
  std::ranges::sort(cases);
  for (size_t i = 0; i < files; ++i) {
    const auto& original = cases[i % cases.size()];
    const auto name = std::to_string(i) + "_" + original.filename().string();
    const auto copy = in / (i % 3 ? "" : "trip") / name;
    fs::copy_file(original, copy);
    if (i % 20 == 7) fs::resize_file(copy, fs::file_size(copy) / 3);
  }
  std::ofstream(in / "notes.txt") << "notes";
  std::ofstream(in / "layers.psd") << "8BPS";
  const auto before = contents(in);
  std::set<std::string> expected;
  size_t refused = 0;
  for (const auto& [name, bytes] : before) {
    try {
      const auto format = decode_photo(bytes, name).format;
      auto result = fs::path(name);
      if (kept_format(format) != format)
        result.replace_extension(extension_of(kept_format(format)));
      expected.insert(result);
    } catch (const ImageError&) {
      ++refused;
    }
  }
  refused -= 2;  // the notes and the layers are no photos that enhance reads
  REQUIRE(refused >= broken);

  Program program(
      enhance({in.string(), "-o", out.string(), "--journal", journal.string(), "--threads", "2"}));
  CHECK(program.exit_code() == 1);
  const auto text = program.err();
  INFO(text);
  CHECK(contents(in) == before);
  CHECK(files_in(out) == expected);
  const auto count = std::to_string(refused);
  CHECK_THAT(text, ContainsSubstring(count + " photos failed:"));
  CHECK_THAT(text, ContainsSubstring(std::to_string(expected.size()) + " done, " + count));
  CHECK_THAT(text, ContainsSubstring("1 Photoshop left out"));
  CHECK_THAT(text, ContainsSubstring("1 passed over"));
  if (can_be_read("a.heic")) {
    CHECK_THAT(text, ContainsSubstring("the gain map or mask was left out"));
  }
  const auto lines = read_file(journal);
  CHECK(size_t(std::ranges::count(lines, '\n')) == expected.size() + refused);
}
