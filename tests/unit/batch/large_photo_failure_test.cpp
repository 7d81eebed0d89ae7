// What may go wrong with a photo that is worked on in bands.
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include "support/batch_of_files.h"
#include "support/catch.h"
#include "support/file_size_limit.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using namespace lowlight::test;
using imaging::BitDepth;
using imaging::Image;
using lowlight::test::FileSizeLimit;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;

namespace fs = std::filesystem;

namespace {

/// Bands of two rows.
const BatchOptions kBands{.memory_bytes = 1, .band_bytes = 1};

}  // namespace

TEST_CASE("A large photo whose result cannot be true fails and leaves nothing") {
  const TemporaryFolder folder;
  write_synthetic_photo(folder / "in/a.png", 61, 83);
  const auto failed = [&](const Processor& processor) {
    const auto report = run(folder / "in", folder / "out", kBands, processor);
    CHECK(report.photos[0].status == PhotoStatus::failed);
    CHECK(report.photos[0].stage == Stage::process);
    CHECK((!fs::exists(folder / "out") || fs::is_empty(folder / "out")));
  };
  failed(Processor([](const Image& image) {
    Image result = image.clone();
    for (auto& byte : result.bytes()) byte = 7;
    return result;
  }));
  failed(Processor([](const Image&) { return Image(61, 80, 3, BitDepth::u8); }));
  failed(Processor([](const Image&) { return Image(60, 83, 3, BitDepth::u8); }));
}

TEST_CASE("A large broken photo fails where it is read") {
  const TemporaryFolder folder;
  write_synthetic_photo(folder / "in/a.jpg", 200, 300);
  cut(folder / "in/a.jpg", 0.6);
  const auto report = run(folder / "in", folder / "out", kBands);
  CHECK(report.photos[0].status == PhotoStatus::failed);
  CHECK(report.photos[0].stage == Stage::read);
  CHECK(report.photos[0].kind == FailureKind::photo);
}

TEST_CASE("A disk too full for the pixels of a large photo fails that photo alone") {
  const TemporaryFolder folder;
  write_synthetic_photo(folder / "in/large.jpg", 200, 300);
  write_synthetic_photo(folder / "in/small.jpg", 20, 30);
  const FileSizeLimit limit(100'000);
  const auto report = run(folder / "in", folder / "out", kBands);
  CHECK(report.photos[0].status == PhotoStatus::failed);
  CHECK(report.photos[0].stage == Stage::read);
  CHECK(report.photos[0].kind == FailureKind::file_system);
  CHECK(report.photos[1].status == PhotoStatus::done);
  CHECK(names_in(folder / "out") == std::set<std::string>{"small.jpg"});
}

TEST_CASE("What no band can bound is said") {
  const TemporaryFolder folder;
  write_synthetic_photo(folder / "in/a.webp", 1000, 900);
  write_synthetic_photo(folder / "in/b.png", 1000, 900);
  const auto report =
      run(folder / "in", folder / "out", {.memory_bytes = 5 << 20, .band_bytes = 1});
  REQUIRE(report.photos[0].warnings.size() == 1);
  CHECK_THAT(report.photos[0].warnings[0], ContainsSubstring("over the limit of 5 MB"));
  CHECK(report.photos[1].warnings.empty());
}
