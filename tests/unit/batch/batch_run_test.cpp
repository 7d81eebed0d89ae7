#include "lowlight/batch/batch_run.h"

#include <c10/util/Exception.h>
#include <unistd.h>

#include <fstream>
#include <new>

#include "lowlight/core/error.h"
#include "support/batch_of_files.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using namespace lowlight::test;
using codecs::ImageFormat;
using imaging::BitDepth;
using imaging::Image;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

TEST_CASE("Every photo is processed and written in its own format depth and channels") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 31, 17, 4, BitDepth::u16);
  write_synthetic_photo(root / "in/b.tif", 5, 9, 3, BitDepth::u16);
  write_synthetic_photo(root / "in/c.png", 1, 1, 1);
  write_synthetic_photo(root / "in/d/e.jpg", 33, 35);
  write_synthetic_photo(root / "in/d/f.webp", 33, 35);
  const auto report = run(root / "in", root / "out");
  CHECK(report.count(PhotoStatus::done) == 5);
  CHECK(all_done(report));
  for (const auto& photo : report.photos) {
    INFO(photo.input << ": " << photo.reason);
    const auto before = codecs::read_photo(photo.input), after = codecs::read_photo(photo.output);
    CHECK(before.format == after.format);
    CHECK(before.image.height() == after.image.height());
    CHECK(photo.pixels == before.image.width() * before.image.height());
    CHECK(photo.warnings.empty());
    if (before.format == ImageFormat::png || before.format == ImageFormat::tiff) {
      CHECK(same_pixels(before.image, after.image));
    }
  }
}

TEST_CASE("One bad photo among many fails alone and the report keeps the order") {
  const TemporaryFolder root;
  for (const auto* name : {"a.png", "b.jpg", "c.png", "d.png", "e.jpg", "f.png"}) {
    write_synthetic_photo(root / "in" / name, 64, 64);
  }
  cut(root / "in/b.jpg", 0.6);
  cut(root / "in/c.png", 0);
  std::ofstream(root / "in/d.png") << "not a photo";
  const auto report = run(root / "in", root / "out");
  REQUIRE(report.photos.size() == 6);
  for (const auto& photo : report.photos) {
    const auto name = photo.input.filename();
    const bool broken = name == "b.jpg" || name == "c.png" || name == "d.png";
    INFO(name << ": " << photo.reason);
    CHECK(photo.status == (broken ? PhotoStatus::failed : PhotoStatus::done));
    CHECK(photo.reason.empty() != broken);
    if (broken) CHECK(photo.stage == Stage::read);
    CHECK_THAT(photo.reason, !ContainsSubstring(photo.input.string()));
  }
  CHECK(report.photos[1].input == root / "in/b.jpg");
  CHECK(names_in(root / "out") == std::set<std::string>{"a.png", "e.jpg", "f.png"});
  CHECK_FALSE(all_done(report));
}

TEST_CASE("Whatever a processor throws fails one photo with its reason") {
  const TemporaryFolder root;
  for (int i = 1; i <= 6; ++i)
    write_synthetic_photo(root / ("in/" + std::to_string(i) + ".png"), i, 2);
  const Processor processor([](const Image& image) -> Image {
    switch (image.width()) {
      case 1:
        throw ImageError("x", {"first", "second"});
      case 2:
        TORCH_CHECK(false, "a tensor's trouble");
      case 3:
        throw std::bad_alloc();
      case 4:
        throw 42;
      case 5:
        throw std::runtime_error("");
      default:
        return image.clone();
    }
  });
  const auto report = run(root / "in", root / "out", {}, processor);
  REQUIRE(report.photos.size() == 6);
  CHECK(report.photos[0].reason == "first; second");
  CHECK(report.photos[1].reason == "a tensor's trouble");
  CHECK(report.photos[2].reason == "out of memory");
  CHECK(report.photos[3].reason == "unknown error");
  for (int i = 0; i < 5; ++i) {
    CHECK(report.photos[size_t(i)].status == PhotoStatus::failed);
    CHECK(report.photos[size_t(i)].stage == Stage::process);
  }
  CHECK(report.photos[5].status == PhotoStatus::done);
  CHECK(names_in(root / "out") == std::set<std::string>{"6.png"});
}

TEST_CASE("A result that cannot be a picture of the photo is never written") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 12, 10, 4);
  const auto refused = [&](std::function<Image(const Image&)> function) {
    const auto report = run(root / "in", root / "out", {}, Processor(std::move(function)));
    return report.photos[0].status == PhotoStatus::failed &&
           report.photos[0].stage == Stage::process && names_in(root / "out").empty();
  };
  CHECK(refused([](const Image&) { return Image(); }));
  CHECK(refused([](const Image&) { return lowlight::test::synthetic_image(10, 12, 4); }));
  CHECK(refused([](const Image&) { return lowlight::test::synthetic_image(12, 10, 3); }));
  CHECK(refused(
      [](const Image&) { return lowlight::test::synthetic_image(12, 10, 4, BitDepth::u16); }));
  CHECK(refused([](const Image& image) {
    Image black = image.clone();  // its alpha still varies
    for (int64_t y = 0; y < 10; ++y) {
      for (int64_t i = 0; i < 48; ++i) {
        if (i % 4 != 3) black.row<uint8_t>(y)[i] = 0;
      }
    }
    return black;
  }));
}

TEST_CASE("A photo of hardly more than one colour may become one and others may not") {
  const TemporaryFolder root;
  const Processor first_pixel([](const Image& image) {
    Image level = image.clone();
    std::copy_n(level.row<uint8_t>(0), 3, level.row<uint8_t>(0) + 3);
    return level;
  });
  for (const int step : {7, 8}) {
    codecs::Photo photo;
    photo.image = Image(2, 1, 3, BitDepth::u8);
    for (int i = 0; i < 6; ++i) photo.image.row<uint8_t>(0)[i] = uint8_t(40 + (i < 3 ? 0 : step));
    const auto folder = root / std::to_string(step);
    fs::create_directory(folder);
    codecs::write_photo(folder / "a.png", photo, {.format = ImageFormat::png});
    CHECK(all_done(run(folder, root / "out", {}, first_pixel)) == (step == 7));
    fs::remove_all(root / "out");
  }
}

TEST_CASE("A photo of one colour may stay one") {
  const TemporaryFolder root;
  fs::create_directory(root / "in");
  codecs::Photo photo;
  photo.image = Image(9, 9, 3, BitDepth::u16);
  std::fill_n(photo.image.row<uint16_t>(0), 9 * 9 * 3, uint16_t{7});
  codecs::write_photo(root / "in/a.png", photo, {.format = ImageFormat::png});
  CHECK(all_done(run(root / "in", root / "out")));
}

TEST_CASE("An encoder that refuses leaves nothing behind and keeps what was there") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/wide.png", 17000, 1);  // WebP ends at 16383
  write_synthetic_photo(root / "in/x.png", 20, 1);
  fs::create_directory(root / "out");
  std::ofstream(root / "out/wide.webp") << "mine";
  const auto report =
      run(root / "in", root / "out", {.existing = ExistingOutputs::replace}, {}, ImageFormat::webp);
  CHECK(report.photos[0].status == PhotoStatus::failed);
  CHECK(report.photos[0].stage == Stage::write);
  CHECK(report.photos[1].status == PhotoStatus::done);
  CHECK(names_in(root / "out") == std::set<std::string>{"wide.webp", "x.webp"});
  CHECK(fs::file_size(root / "out/wide.webp") == 4);
}

TEST_CASE("A folder that turns read-only after planning fails its photos only") {
  // Root may write anywhere, so the test becomes somebody else.
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  write_synthetic_photo(root / "in/sub/b.png");
  fs::permissions(root.path(), fs::perms::all);
  fs::create_directories(root / "out/sub");
  fs::permissions(root / "out", fs::perms::all);
  fs::permissions(root / "out/sub", fs::perms::all);
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  fs::permissions(root / "out/sub", fs::perms(0555));
  const auto user = ::geteuid();
  if (user == 0) REQUIRE(::seteuid(65534) == 0);
  BatchObserver observer;
  const auto report = run_batch(plan, Processor(), {}, observer);
  if (user == 0) REQUIRE(::seteuid(0) == 0);
  REQUIRE(report.photos.size() == 2);
  CHECK(report.photos[0].status == PhotoStatus::done);
  CHECK(report.photos[1].status == PhotoStatus::failed);
  CHECK(report.photos[1].stage == Stage::write);
  CHECK(report.photos[1].reason == "Permission denied");
  CHECK(names_in(root / "out/sub").empty());
}

TEST_CASE("A photo that may not be read fails alone as a matter of the file system") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/closed.png");
  write_synthetic_photo(root / "in/open.png");
  fs::permissions(root.path(), fs::perms::all);
  fs::create_directory(root / "out");
  fs::permissions(root / "out", fs::perms::all);
  fs::permissions(root / "in/closed.png", fs::perms::none);
  const auto user = ::geteuid();
  if (user == 0) REQUIRE(::seteuid(65534) == 0);
  const auto report = run(root / "in", root / "out");
  if (user == 0) REQUIRE(::seteuid(0) == 0);
  REQUIRE(report.photos.size() == 2);
  CHECK(report.photos[0].status == PhotoStatus::failed);
  CHECK(report.photos[0].kind == FailureKind::file_system);
  CHECK(report.photos[0].reason == "Permission denied");
  CHECK(report.photos[1].status == PhotoStatus::done);
}

TEST_CASE("A photo that vanishes after planning fails alone") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  write_synthetic_photo(root / "in/b.png");
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  fs::remove(root / "in/a.png");
  BatchObserver observer;
  const auto report = run_batch(plan, Processor(), {}, observer);
  CHECK(report.photos[0].status == PhotoStatus::failed);
  CHECK(report.photos[1].status == PhotoStatus::done);
}

TEST_CASE("What a format cannot hold is said") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 8, 8, 4, BitDepth::u16);
  const auto report = run(root / "in", root / "out", {}, {}, ImageFormat::jpeg);
  REQUIRE(report.photos[0].status == PhotoStatus::done);
  REQUIRE(report.photos[0].warnings.size() == 2);
  CHECK_THAT(report.photos[0].warnings[0], ContainsSubstring("transparency"));
  CHECK_THAT(report.photos[0].warnings[1], ContainsSubstring("16 bits become 8"));
}

TEST_CASE("An observer sees the photo and its result and cannot make it fail") {
  struct Watcher : BatchObserver {
    int64_t seen = 0;
    bool wants_pictures() const override { return true; }
    void processed(const PhotoReport&,
                   const codecs::Photo&,
                   const imaging::PictureRows& before,
                   const imaging::PictureRows& after) override {
      CHECK_FALSE(same_pixels(before.read(0, 17), after.read(0, 17)));
      CHECK(after.shape().width == 24);
      if (++seen == 2) throw std::runtime_error("no room for a sheet");
    }
  } watcher;
  const TemporaryFolder root;
  for (const auto* name : {"in/a.png", "in/b.png"}) write_synthetic_photo(root / name);
  const Processor darker([](const Image& image) {
    auto result = image.clone();
    for (auto& byte : result.bytes()) byte /= 2;
    return result;
  });
  const auto report =
      run_batch(plan_batch({root / "in"}, {.output = root / "out"}), darker, {}, watcher);
  CHECK(watcher.seen == 2);
  CHECK(report.count(PhotoStatus::done) == 2);
  CHECK(report.photos[0].warnings.empty());
  CHECK(report.photos[1].warnings == std::vector<std::string>{"no room for a sheet"});
}

TEST_CASE("A processor that changes nothing is not called") {
  struct Idle : Processor {
    Idle() : Processor([](const Image&) -> Image { throw std::runtime_error("called"); }) {}
    bool changes_pictures() const override { return false; }
  };
  const TemporaryFolder folder;
  write_synthetic_photo(folder / "in/a.png");
  const auto report = run(folder / "in", folder / "out", {}, Idle());
  REQUIRE(report.count(PhotoStatus::done) == 1);
  CHECK(same_pixels(codecs::read_photo(folder / "out/a.png").image,
                    codecs::read_photo(folder / "in/a.png").image));
}
