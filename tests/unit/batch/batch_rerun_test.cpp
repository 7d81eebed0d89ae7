// Batches as a whole: what is done before, threads, signals, reports. batch_run_test has the single
// photos.
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>

#include "lowlight/batch/sha256.h"
#include "lowlight/core/atomic_file.h"
#include "support/batch_of_files.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using namespace lowlight::test;
using imaging::Image;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

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
  CHECK(codecs::read_photo(root / "out/a.png").image.width() == 3);
  CHECK(all_done(run(root / "in", root / "out")));

  const auto second = run(root / "in", root / "out", {.existing = ExistingOutputs::replace});
  CHECK(second.count(PhotoStatus::done) == 3);
  CHECK(same_pixels(codecs::read_photo(root / "out/a.png").image,
                    codecs::read_photo(root / "in/a.png").image));
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

TEST_CASE("Times of change are kept on demand and such outputs count as done") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  const auto taken = fs::last_write_time(root / "in/a.png") - std::chrono::hours(1000);
  fs::last_write_time(root / "in/a.png", taken);
  CHECK(run(root / "in", root / "new").photos[0].status == PhotoStatus::done);
  CHECK(fs::last_write_time(root / "new/a.png") > taken);
  const BatchOptions keeping{.keep_times = true};
  CHECK(run(root / "in", root / "out", keeping).photos[0].warnings.empty());
  CHECK(fs::last_write_time(root / "out/a.png") == taken);
  CHECK(run(root / "in", root / "out", keeping).photos[0].status == PhotoStatus::skipped);
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
  CHECK(report.stopped_by == SIGTERM);
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
  CHECK(all_done(run(root / "in", root / "out", {.stop = &stop}, processor)));
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

TEST_CASE("An empty plan is nothing to do") {
  BatchObserver observer;
  CHECK(run_batch({}, Processor(), {}, observer).photos.empty());
}
