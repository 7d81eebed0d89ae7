// Photos that are worked on in bands come out as those that are worked on as a whole.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/batch/comparison.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/inference/photo_enhancer.h"
#include "support/batch_of_files.h"
#include "support/catch.h"
#include "support/icc_profiles.h"
#include "support/image_files.h"
#include "support/jpeg_file.h"
#include "support/look_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using namespace lowlight::inference;
using namespace lowlight::test;
using namespace lowlight::test;
using codecs::ImageFormat;
using imaging::BitDepth;
using imaging::Image;

namespace fs = std::filesystem;

namespace {

/// Bands of two rows.
const BatchOptions kBands{.hash = true, .memory_bytes = 1, .band_bytes = 1};
const BatchOptions kWhole{.hash = true};

std::unique_ptr<PhotoProcessor> enhancer(const TemporaryFolder& folder, bool look) {
  const auto table = written_table(folder / "swap.cube", swapped_red_and_blue());
  return make_photo_enhancer({.strength = 0.9, .look = look ? std::optional(table) : std::nullopt});
}

/// The synthetic picture, darker; with alpha, a part of it is hidden.
Image dark(int64_t width, int64_t height, int64_t channels, BitDepth depth) {
  Image image = synthetic_image(width, height, channels, depth);
  const auto darken = [&](auto sample) {
    using Sample = decltype(sample);
    for (int64_t y = 0; y < height; ++y) {
      Sample* row = image.row<Sample>(y);
      for (int64_t i = 0; i < width * channels; ++i) row[i] = Sample(row[i] / 16);
      for (int64_t x = 0; channels == 4 && x < width / 3; ++x) row[4 * x + 3] = 0;
    }
  };
  depth == BitDepth::u8 ? darken(uint8_t{}) : darken(uint16_t{});
  return image;
}

void write(const fs::path& path, const codecs::Photo& photo) {
  fs::create_directories(path.parent_path());
  codecs::write_photo(path, photo, {.format = *codecs::format_of_name(path)});
}

void write(const fs::path& path, Image image, std::vector<uint8_t> profile = {}) {
  codecs::Photo photo;
  photo.image = std::move(image);
  photo.metadata.icc_profile = std::move(profile);
  write(path, photo);
}

struct Outcome {
  BatchReport report;
  std::vector<std::vector<uint8_t>> files;
};

Outcome outcome(const TemporaryFolder& folder,
                const char* output,
                const PhotoProcessor& processor,
                const BatchOptions& options,
                std::optional<ImageFormat> format = {}) {
  BatchObserver observer;
  const auto plan = plan_batch({folder / "in"}, {.output = folder / output, .format = format});
  Outcome result{run_batch(plan, processor, options, observer), {}};
  for (const auto& photo : result.report.photos) {
    INFO(photo.input << ": " << photo.reason);
    REQUIRE(photo.status == PhotoStatus::done);
    result.files.push_back(read_file(photo.output));
  }
  return result;
}

/// Whether all photos of the folder "in" give the same files, and the same reports.
void check_same(const TemporaryFolder& folder,
                const PhotoProcessor& processor,
                std::optional<ImageFormat> format = {}) {
  const auto whole = outcome(folder, "whole", processor, kWhole, format);
  const auto bands = outcome(folder, "bands", processor, kBands, format);
  REQUIRE(!whole.files.empty());
  for (size_t i = 0; i < whole.files.size(); ++i) {
    INFO(whole.report.photos[i].input);
    CHECK(bands.files[i] == whole.files[i]);
    CHECK(whole.files[i] != read_file(whole.report.photos[i].input));
    CHECK(bands.report.photos[i].output_sha256 == whole.report.photos[i].output_sha256);
    CHECK(bands.report.photos[i].input_sha256 == whole.report.photos[i].input_sha256);
    CHECK(bands.report.photos[i].pixels == whole.report.photos[i].pixels);
    CHECK(bands.report.photos[i].output_bytes == int64_t(bands.files[i].size()));
  }
}

}  // namespace

TEST_CASE("Bands give the files of the whole photo in every format and depth") {
  const TemporaryFolder folder;
  const bool look = GENERATE(false, true);
  for (const char* ending : {".jpg", ".png", ".tif", ".webp"}) {
    for (const int64_t channels : {1, 3, 4}) {
      const auto name = std::to_string(channels) + ending;
      write(folder / ("in/" + name), dark(61, 83, channels, BitDepth::u8));
      write(folder / ("in/deep-" + name), dark(61, 83, channels, BitDepth::u16));
    }
  }
  check_same(folder, *enhancer(folder, look));
}

TEST_CASE("Bands give the files of the whole photo in other formats than its own") {
  const TemporaryFolder folder;
  write(folder / "in/deep.png", dark(61, 83, 4, BitDepth::u16));
  write(folder / "in/grey.jpg", dark(300, 40, 1, BitDepth::u8));
  const auto processor = enhancer(folder, true);
  check_same(folder,
             *processor,
             GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp));
}

TEST_CASE("Bands give the files of the whole photo in every orientation") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "in");
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto name = std::to_string(orientation);
    write_file_atomically(folder / ("in/" + name + ".tif"),
                          tiff_file(dark(61, 40, 3, BitDepth::u16), orientation));
    codecs::Photo photo;
    photo.image = dark(40, 61, 3, BitDepth::u8);
    auto file = codecs::encode_photo(photo, {});
    // The encoder writes upright photos only.
    Bytes exif;
    append_text(exif, {"Exif\0\0", 6});
    const Bytes block = exif_with_orientation(orientation);
    exif.insert(exif.end(), block.begin(), block.end());
    Bytes segment = {0xFF, 0xE1};
    append_big(segment, exif.size() + 2, 2);
    segment.insert(segment.end(), exif.begin(), exif.end());
    file.insert(file.begin() + 2, segment.begin(), segment.end());
    write_file_atomically(folder / ("in/" + name + ".jpg"), file);
  }
  check_same(folder, *enhancer(folder, true));
}

TEST_CASE("Bands give the files of the whole photo in every shape") {
  const TemporaryFolder folder;
  const std::pair<int64_t, int64_t> kSizes[] = {
      {1, 1}, {1, 2000}, {2000, 1}, {3, 700}, {385, 129}, {2, 2}};
  for (const auto& [width, height] : kSizes) {
    const auto name = std::to_string(width) + "x" + std::to_string(height);
    write(folder / ("in/" + name + ".png"), dark(width, height, 3, BitDepth::u8));
    write(folder / ("in/" + name + ".tif"), dark(width, height, 4, BitDepth::u16));
  }
  check_same(folder, *enhancer(folder, true));
}

TEST_CASE("Bands give the files of the whole photo in every profile") {
  const TemporaryFolder folder;
  write(folder / "in/wide.png",
        dark(61, 83, 4, BitDepth::u8),
        wide_profile(cmsBuildGamma(nullptr, 2.2)));
  write(folder / "in/linear.tif",
        dark(61, 83, 3, BitDepth::u16),
        wide_profile(cmsBuildGamma(nullptr, 1.0)));
  write(folder / "in/grey.jpg", dark(61, 83, 1, BitDepth::u8), grey_profile(1.8));
  check_same(folder, *enhancer(folder, true));
}

TEST_CASE("Bands give the files of the whole photo in CMYK and in scans") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "in");
  const Image image = dark(61, 83, 4, BitDepth::u8);
  const Bytes pixels(image.bytes().begin(), image.bytes().end());
  write_file_atomically(folder / "in/inks.jpg", jpeg_file(61, 83, pixels, {.adobe_cmyk = true}));
  const Image colours = dark(61, 83, 3, BitDepth::u8);
  write_file_atomically(
      folder / "in/scans.jpg",
      jpeg_file(61, 83, {colours.bytes().begin(), colours.bytes().end()}, {.progressive = true}));
  check_same(folder, *enhancer(folder, false));
}

TEST_CASE("A processor of whole pictures works on large ones too") {
  const TemporaryFolder folder;
  write(folder / "in/a.png", dark(61, 83, 3, BitDepth::u8));
  check_same(folder, Processor([](const Image& image) {
               Image result = image.clone();
               for (auto& byte : result.bytes()) byte = uint8_t(255 - byte);
               return result;
             }));
}

TEST_CASE("Sheets of a large photo are those of the whole photo") {
  const TemporaryFolder folder;
  write(folder / "in/a.png", dark(61, 83, 4, BitDepth::u16));
  const auto sheet = [&](const char* output, const BatchOptions& options) {
    const auto plan = plan_batch({folder / "in"}, {.output = folder / output});
    SheetWriter writer(plan, SheetKind::html);
    run_batch(plan, *enhancer(folder, false), options, writer);
    return read_file(folder / output / "a.png.compare.html");
  };
  CHECK(sheet("bands", kBands) == sheet("whole", kWhole));
}

TEST_CASE("Pictures of a large photo can be shown") {
  struct Watcher : BatchObserver {
    int64_t seen = 0;
    bool wants_pictures() const override { return true; }
    void processed(const PhotoReport&,
                   const codecs::Photo&,
                   const imaging::PictureRows& before,
                   const imaging::PictureRows& after) override {
      ++seen;
      CHECK(before.shape() == imaging::ImageShape{61, 83, 3, BitDepth::u8});
      CHECK(after.shape() == before.shape());
      CHECK_FALSE(same_pixels(before.read(0, 83), after.read(0, 83)));
    }
  } watcher;
  const TemporaryFolder folder;
  write(folder / "in/a.png", dark(61, 83, 3, BitDepth::u8));
  run_batch(plan_batch({folder / "in"}, {.output = folder / "out"}),
            *enhancer(folder, false),
            kBands,
            watcher);
  CHECK(watcher.seen == 1);
}
