// `--max-memory` is true.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/codecs/row_writer.h"
#include "lowlight/core/hidden_file.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/full_length.h"
#include "support/painter_files.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr int64_t kRowsAtOnce = 64;

/// A smooth dark photo with a little noise, made and written a few rows at a time.
void write_large_photo(const fs::path& path, int64_t width, int64_t height) {
  fs::create_directories(path.parent_path());
  const imaging::ImageShape shape{width, height, 3, imaging::BitDepth::u8};
  HiddenFile file(path);
  codecs::RowWriter writer({}, shape, {.format = *codecs::format_of_name(path)}, file);
  uint32_t noise = 1;
  for (int64_t begin = 0; begin < height; begin += kRowsAtOnce) {
    auto rows = imaging::rows_like(shape, std::min(kRowsAtOnce, height - begin));
    for (int64_t y = 0; y < rows.height(); ++y) {
      for (int64_t i = 0; i < 3 * width; ++i) {
        noise = noise * 1664525 + 1013904223;
        const auto slope = int64_t(20 + 30 * (begin + y) / height + 20 * i / (3 * width));
        rows.row<uint8_t>(y)[i] = uint8_t(slope + (noise >> 30));
      }
    }
    writer.write(rows);
  }
  writer.finish();
  file.replace_target();
}

int64_t peak_memory(const fs::path& input,
                    const fs::path& output,
                    std::vector<std::string> options = {}) {
  std::vector<std::string> arguments = {input.string(), "-o", output.string(), "--threads", "1"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  Program program(enhance(arguments));
  INFO(program.err());
  REQUIRE(program.exit_code() == 0);
  return program.peak_memory();
}

/// A photo of `width` x `height` is done within 64 MB over what the program needs for a tiny one,
/// and comes out the same as without a limit.
void check_bounded(const std::string& name, int64_t width, int64_t height) {
  const TemporaryFolder root;
  test::write_synthetic_photo(root / "tiny.jpg", 30, 20);
  write_large_photo(root / name, width, height);
  const int64_t limit = peak_memory(root / "tiny.jpg", root / "tiny") + (int64_t{64} << 20);
  const int64_t bounded =
      peak_memory(root / name, root / "bounded", {"--max-memory", std::to_string(limit)});
  CHECK(bounded < limit);
  const int64_t whole = peak_memory(root / name, root / "whole", {"--max-memory", "64G"});
  CHECK(whole > limit);
  CHECK(read_file(root / "bounded" / name) == read_file(root / "whole" / name));
}

}  // namespace

TEST_CASE("A limit that the program itself is beyond is remarked") {
  const TemporaryFolder root;
  test::write_synthetic_photo(root / "a.jpg", 30, 20);
  Program program(
      enhance({(root / "a.jpg").string(), "-o", (root / "out").string(), "--max-memory", "1M"}));
  CHECK(program.exit_code() == 0);
  CHECK_THAT(program.err(), ContainsSubstring("--max-memory 1M leaves less than 32 MB"));
}

TEST_CASE(
    "A run that is killed at a large photo leaves nothing that the next one does not remove") {
  const TemporaryFolder root;
  write_large_photo(root / "in/large.jpg", 5001, 4001);
  const auto command =
      enhance({(root / "in").string(), "-o", (root / "out").string(), "--max-memory", "1M"});
  for (const int milliseconds : {300, 600, 900, 1200}) {
    Program program(command);
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    program.send(SIGKILL);
    if (program.exit_code() == 0) break;
    // It may be killed between the result and its own end: what has its name is whole.
    for (const auto& file : test::files_in(root / "out")) {
      if (file.front() != '.') CHECK_NOTHROW(codecs::read_photo(root / "out" / file));
    }
  }
  Program program(command);
  CHECK(program.exit_code() == 0);
  CHECK(test::files_in(root / "out") == std::set<std::string>{"large.jpg"});
}

TEST_CASE("Large photos are worked on within the memory that is allowed", "[memory]") {
  const auto name = GENERATE("large.jpg", "large.png", "large.tif");
  CAPTURE(name);
  if (test::full_length()) {
    check_bounded(name, 10001, 8001);
  } else {
    check_bounded(name, 6001, 4001);
  }
}

TEST_CASE("A photo of 12 megapixels is painted at its own size within 2 GB", "[memory]") {
  const TemporaryFolder root;
  const int64_t width = test::full_length() ? 4000 : 1400;
  write_large_photo(root / "large.jpg", width, width * 3 / 4);
  const auto painting = root / "painting.jpg";
  test::write_synthetic_photo(painting, 300, 200);
  const auto weights = test::written_painter(root / "painter.safetensors",
                                             {.base_channels = 24, .partial_style_encoder = true});
  const std::vector<std::string> options = {
      "--paint", painting.string(), "--paint-model", weights.string(), "--brush", "1"};
  CHECK(peak_memory(root / "large.jpg", root / "out", options) < int64_t{2} << 30);
}
