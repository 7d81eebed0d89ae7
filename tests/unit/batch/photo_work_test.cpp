#include "batch/photo_work.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/atomic_file.h"
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

/// Inverts colours, two rows at a time.
struct NegativeInBands final : PhotoProcessor {
  void process(const imaging::PictureRows& picture,
               int64_t,
               const imaging::UseBand& use,
               Remarks*) const override {
    imaging::read_in_bands(picture, 2, [&](Image band) {
      for (auto& code : band.bytes()) code = uint8_t(255 - code);
      use(std::move(band));
    });
  }
  std::string description() const override { return "inverter"; }
};

/// Leaves pictures alone, and says so in one of two ways.
struct Idle final : PhotoProcessor {
  explicit Idle(bool says) : says_so(says) {}
  void process(const imaging::PictureRows&,
               int64_t,
               const imaging::UseBand&,
               Remarks*) const override {}
  bool changes_pictures() const override { return !says_so; }
  std::string description() const override { return "idle"; }

  bool says_so;
};

/// Leaves pictures alone and hands out a map of trust, one half of which is dark.
struct Doubtful final : PhotoProcessor {
  void process(const imaging::PictureRows& picture,
               int64_t,
               const imaging::UseBand&,
               Remarks* remarks) const override {
    Image map(picture.shape().width, 2, 1, imaging::BitDepth::u8);
    std::fill_n(map.row<uint8_t>(0), map.width(), uint8_t(20));
    std::fill_n(map.row<uint8_t>(1), map.width(), uint8_t(250));
    remarks->trust_map = std::make_shared<const Image>(std::move(map));
  }
  std::string description() const override { return "doubtful"; }
};

/// One photo through all stages, from in.png to out.png of a folder.
struct OnePhoto {
  explicit OnePhoto(const TemporaryFolder& folder)
      : planned{folder / "in.png", folder / "out.png", {}, ""} {
    write_synthetic_photo(planned.input, 61, 83);
  }

  void run(const PhotoProcessor& processor,
           const BatchOptions& options,
           const ShowPictures& show = {}) {
    report = {};
    PhotoWork work(planned, report);
    MemoryBudget memory(options.memory_bytes);
    read_photo(work, processor, options, memory);
    process_photo(work, processor, options, show);
    write_photo(work, options);
  }

  Image result() const { return codecs::read_photo(planned.output).image; }

  PlannedPhoto planned;
  PhotoReport report;
};

Image inverted(Image image) {
  for (auto& code : image.bytes()) code = uint8_t(255 - code);
  return image;
}

}  // namespace

TEST_CASE("A map of trust is written to its place and its share is reported") {
  const TemporaryFolder folder;
  OnePhoto photo(folder);
  photo.planned.trust_map = folder / "maps/deep/out.png.png";
  photo.run(Doubtful(), {});
  CHECK(photo.report.untrusted == 0.5);
  const auto map = codecs::read_photo(photo.planned.trust_map).image;
  REQUIRE((map.channels() == 1 && map.height() == 2));
  CHECK((map.row<uint8_t>(0)[0] == 20 && map.row<uint8_t>(1)[0] == 250));
}

TEST_CASE("A map of trust that cannot be written is a warning, and the photo is done") {
  const TemporaryFolder folder;
  OnePhoto photo(folder);
  photo.planned.trust_map = photo.planned.input / "map.png";
  photo.run(Doubtful(), {});
  CHECK(photo.report.untrusted == 0.5);
  CHECK(photo.report.warnings.size() == 1);
  CHECK(photo.result().width() == 61);
}

TEST_CASE("A photo goes through all stages, in memory and in bands, shown or not") {
  const TemporaryFolder folder;
  OnePhoto photo(folder);
  const Image before = codecs::read_photo(photo.planned.input).image;
  for (const auto& options : {BatchOptions{}, kBands}) {
    photo.run(NegativeInBands(), options);
    CHECK(same_pixels(photo.result(), inverted(before.clone())));
    CHECK(photo.report.pixels == 61 * 83);
    CHECK(photo.report.output_bytes == int64_t(fs::file_size(photo.planned.output)));
    int shown = 0;
    photo.run(
        NegativeInBands(), options, [&](const PhotoWork&, const auto& original, const auto& after) {
          CHECK(same_pixels(original.read(0, 83), before));
          CHECK(same_pixels(after.read(0, 83), inverted(before.clone())));
          ++shown;
        });
    CHECK(shown == 1);
    CHECK(same_pixels(photo.result(), inverted(before.clone())));
  }
}

TEST_CASE("A photo that is left alone keeps its pixels, in memory and in bands, shown or not") {
  const TemporaryFolder folder;
  OnePhoto photo(folder);
  const Image before = codecs::read_photo(photo.planned.input).image;
  for (const auto& options : {BatchOptions{}, kBands}) {
    for (const bool says_so : {false, true}) {
      photo.run(Idle(says_so), options);
      CHECK(same_pixels(photo.result(), before));
      photo.run(Idle(says_so), options, [&](const PhotoWork&, const auto& one, const auto& other) {
        CHECK(same_pixels(one.read(0, 83), before));
        CHECK(same_pixels(other.read(0, 83), before));
      });
      CHECK(same_pixels(photo.result(), before));
    }
  }
}

TEST_CASE("A result of too few or too many rows fails, wherever its first rows have gone") {
  const TemporaryFolder folder;
  OnePhoto photo(folder);
  for (const auto& options : {BatchOptions{}, kBands}) {
    for (const int64_t height : {82, 84}) {
      const Processor processor([&](const Image&) { return Image(61, height, 3, BitDepth::u8); });
      CHECK_THROWS_WITH(photo.run(processor, options),
                        ContainsSubstring("61 x " + std::to_string(height)));
      CHECK_FALSE(fs::exists(photo.planned.output));
    }
  }
}

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
