#include "lowlight/inference/batch_run.h"

#include <c10/util/Exception.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <functional>
#include <new>
#include <set>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/core/sha256.h"
#include "support/catch.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::inference;
using imaging::BitDepth;
using imaging::Image;
using imaging::ImageFormat;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

namespace {

struct Processor : PhotoProcessor {
  std::function<Image(const Image&)> function = [](const Image& image) { return image.clone(); };

  Processor() = default;
  explicit Processor(std::function<Image(const Image&)> chosen) : function(std::move(chosen)) {}
  Image process(Image image) const override { return function(image); }
  std::string description() const override { return "test"; }
};

BatchReport run(const fs::path& input,
                const fs::path& output,
                const BatchOptions& options = {},
                const Processor& processor = {},
                std::optional<ImageFormat> format = {}) {
  BatchObserver observer;
  return run_batch(
      plan_batch({input}, {.output = output, .format = format}), processor, options, observer);
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.channels() == b.channels() && a.depth() == b.depth() &&
         std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin(), b.bytes().end());
}

void cut(const fs::path& file, double share) {
  fs::resize_file(file, uintmax_t(double(fs::file_size(file)) * share));
}

}  // namespace

TEST_CASE("Every photo is processed and written in its own format depth and channels") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 31, 17, 4, BitDepth::u16);
  write_synthetic_photo(root / "in/b.tif", 5, 9, 3, BitDepth::u16);
  write_synthetic_photo(root / "in/c.png", 1, 1, 1);
  write_synthetic_photo(root / "in/d/e.jpg", 33, 35);
  write_synthetic_photo(root / "in/d/f.webp", 33, 35);
  const auto report = run(root / "in", root / "out");
  CHECK(report.count(PhotoStatus::done) == 5);
  CHECK(exit_code(report) == 0);
  for (const auto& photo : report.photos) {
    INFO(photo.input << ": " << photo.reason);
    const auto before = imaging::read_photo(photo.input), after = imaging::read_photo(photo.output);
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
  CHECK(exit_code(report) == 1);
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

TEST_CASE("A photo of one colour may stay one") {
  const TemporaryFolder root;
  fs::create_directory(root / "in");
  imaging::Photo photo;
  photo.image = Image(9, 9, 3, BitDepth::u16);
  std::fill_n(photo.image.row<uint16_t>(0), 9 * 9 * 3, uint16_t{7});
  imaging::write_photo(root / "in/a.png", photo, {.format = ImageFormat::png});
  CHECK(exit_code(run(root / "in", root / "out")) == 0);
}

TEST_CASE("Complete outputs are skipped unread and replaced only on demand") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  write_synthetic_photo(root / "in/b.png");
  write_synthetic_photo(root / "in/c.png");
  write_synthetic_photo(root / "out/a.png", 3, 3);
  std::ofstream(root / "out/b.png") << "cut off";
  const auto first = run(root / "in", root / "out");
  CHECK(first.photos[0].status == PhotoStatus::skipped);
  CHECK_FALSE(first.photos[0].reason.empty());
  CHECK(first.photos[1].status == PhotoStatus::done);
  CHECK(first.photos[2].status == PhotoStatus::done);
  CHECK(imaging::read_photo(root / "out/a.png").image.width() == 3);
  CHECK(exit_code(run(root / "in", root / "out")) == 0);

  const auto second = run(root / "in", root / "out", {.existing = ExistingOutputs::replace});
  CHECK(second.count(PhotoStatus::done) == 3);
  CHECK(same_pixels(imaging::read_photo(root / "out/a.png").image,
                    imaging::read_photo(root / "in/a.png").image));
}

TEST_CASE("What a killed run left in the output folders is swept") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/sub/a.png");
  fs::create_directories(root / "out/sub");
  // Process numbers end far below.
  std::ofstream(root / "out/sub/.a.png.lowlight-2000000000-0.tmp") << "half";
  run(root / "in", root / "out");
  CHECK(names_in(root / "out/sub") == std::set<std::string>{"a.png"});
}

TEST_CASE("Any number of threads gives the same files and reports") {
  const TemporaryFolder root;
  for (int i = 0; i < 30; ++i) {
    write_synthetic_photo(root / ("in/" + std::to_string(i) + ".png"), 10 + i, 9);
  }
  cut(root / "in/7.png", 0.5);
  for (const int64_t count : {1, 2, 5}) {
    std::atomic<int> at_once{0}, most{0};
    const Processor processor([&](const Image& image) {
      const int now = ++at_once;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      Image result = image.clone();
      --at_once;
      return result;
    });
    const auto report =
        run(root / "in",
            root / ("out" + std::to_string(count)),
            {.threads = {count, count, count}, .waiting_bytes = 5000, .memory_bytes = 20'000},
            processor);
    CHECK(report.count(PhotoStatus::done) == 29);
    CHECK(report.count(PhotoStatus::failed) == 1);
    CHECK(most <= count);
    for (const auto& photo : report.photos) {
      if (photo.status == PhotoStatus::done) {
        CHECK(read_file(photo.output) == read_file(root / "out1" / photo.output.filename()));
      }
    }
  }
}

TEST_CASE("Reports tell sizes and on demand hashes of both files") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  CHECK(run(root / "in", root / "plain").photos[0].input_sha256.empty());
  const auto photo = run(root / "in", root / "out", {.hash = true}).photos[0];
  CHECK(photo.input_bytes == int64_t(fs::file_size(root / "in/a.png")));
  CHECK(photo.output_bytes == int64_t(fs::file_size(root / "out/a.png")));
  CHECK(photo.input_sha256 == hex(sha256(read_file(root / "in/a.png"))));
  CHECK(photo.output_sha256 == hex(sha256(read_file(root / "out/a.png"))));
}

TEST_CASE("No input changes in a single byte or date") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 40, 30);
  write_synthetic_photo(root / "in/b.jpg", 40, 30);
  cut(root / "in/b.jpg", 0.5);
  std::vector<std::pair<std::vector<uint8_t>, fs::file_time_type>> before, after;
  for (const auto* name : {"in/a.png", "in/b.jpg"}) {
    before.emplace_back(read_file(root / name), fs::last_write_time(root / name));
  }
  run(root / "in", root / "in/out", {.existing = ExistingOutputs::replace});
  for (const auto* name : {"in/a.png", "in/b.jpg"}) {
    after.emplace_back(read_file(root / name), fs::last_write_time(root / name));
  }
  CHECK((before == after));
  CHECK(names_in(root / "in") == std::set<std::string>{"a.png", "b.jpg", "out"});
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

TEST_CASE("What was unreadable while planning is reported as failed") {
  const TemporaryFolder root;
  BatchPlan plan;
  plan.photos.push_back({root / "closed", root / "out/closed", {}, "Permission denied"});
  BatchObserver observer;
  const auto report = run_batch(plan, Processor(), {}, observer);
  CHECK(report.photos[0].status == PhotoStatus::failed);
  CHECK(report.photos[0].reason == "Permission denied");
}

TEST_CASE("A stop signal ends the batch after the photos in hand") {
  const TemporaryFolder root;
  for (int i = 0; i < 9; ++i) write_synthetic_photo(root / ("in/" + std::to_string(i) + ".png"));
  std::atomic<int> stop{0};
  const Processor processor([&, processed = 0](const Image& image) mutable {
    if (++processed == 3) stop = SIGTERM;
    return image.clone();
  });
  const auto report = run(root / "in", root / "out", {.stop = &stop}, processor);
  CHECK(report.count(PhotoStatus::done) == 3);
  CHECK(report.count(PhotoStatus::not_started) == 6);
  CHECK(exit_code(report) == 143);
  CHECK(names_in(root / "out") == std::set<std::string>{"0.png", "1.png", "2.png"});

  CHECK(run(root / "in", root / "out").count(PhotoStatus::done) == 6);
}

TEST_CASE("A signal after the last photo changes nothing") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  std::atomic<int> stop{0};
  const Processor processor([&](const Image& image) {
    stop = SIGINT;
    return image.clone();
  });
  CHECK(exit_code(run(root / "in", root / "out", {.stop = &stop}, processor)) == 0);
}

TEST_CASE("The observer hears of every photo once and the queue's size changes no result") {
  struct Listener : BatchObserver {
    std::multiset<std::string> heard;
    void finished(const PhotoReport& photo) noexcept override {
      heard.insert(photo.input.filename());
    }
  } listener;
  const TemporaryFolder root;
  std::multiset<std::string> names;
  for (int i = 0; i < 20; ++i) {
    names.insert(std::to_string(i) + ".png");
    write_synthetic_photo(root / ("in/" + std::to_string(i) + ".png"), 1 + 7 * i, 5);
  }
  cut(root / "in/7.png", 0.5);
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  const auto report = run_batch(plan, Processor(), {.waiting_bytes = 1}, listener);
  CHECK(listener.heard == names);
  CHECK(report.count(PhotoStatus::done) == 19);
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

TEST_CASE("An empty plan is nothing to do") {
  BatchObserver observer;
  CHECK(exit_code(run_batch({}, Processor(), {}, observer)) == 3);
}

TEST_CASE("An observer sees the photo and its result and cannot make it fail") {
  struct Watcher : BatchObserver {
    int64_t seen = 0;
    bool wants_pictures() const override { return true; }
    void processed(const PhotoReport&, const imaging::Photo& before, const Image& after) override {
      CHECK_FALSE(same_pixels(before.image, after));
      CHECK(after.width() == 24);
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
