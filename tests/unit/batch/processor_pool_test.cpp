#include "lowlight/batch/processor_pool.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.h"

using namespace lowlight::batch;
using namespace lowlight::imaging;

namespace {

struct Counter : PhotoProcessor {
  mutable std::atomic<int> inside{0}, most{0}, calls{0};

  void process(const PictureRows& picture,
               int64_t most_rows,
               const UseBand& use,
               Remarks*) const override {
    most = std::max(most.load(), ++inside);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    --inside;
    if (++calls % 5 == 0) throw std::runtime_error("every fifth");
    read_in_bands(picture, most_rows, use);
  }
  void look_at_result(const PictureRows& result, Remarks& remarks) const override {
    remarks.warnings.push_back(std::to_string(result.shape().height) + " rows");
  }
  std::string description() const override { return "counter"; }
};

}  // namespace

TEST_CASE("A pool hands rows to a processor and their result on") {
  std::vector<std::unique_ptr<PhotoProcessor>> processors;
  processors.push_back(std::make_unique<Counter>());
  const Image image(3, 5, 3, BitDepth::u8);
  int64_t rows = 0;
  const ProcessorPool pool(std::move(processors));
  pool.process(image, 2, [&](const Image& band) { rows += band.height(); });
  CHECK(rows == 5);
  Remarks remarks;
  pool.look_at_result(image, remarks);
  CHECK(remarks.warnings == std::vector<std::string>{"5 rows"});
}

TEST_CASE("Each processor of a pool works on one picture at a time and failures give it back") {
  std::vector<std::unique_ptr<PhotoProcessor>> processors;
  std::vector<const Counter*> counters;
  for (int i = 0; i < 3; ++i) {
    auto counter = std::make_unique<Counter>();
    counters.push_back(counter.get());
    processors.push_back(std::move(counter));
  }
  const ProcessorPool pool(std::move(processors));
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 20; ++round) {
          try {
            processed(pool, Image(1, 1, 3, BitDepth::u8));
          } catch (const std::runtime_error&) {
          }
        }
      });
    }
  }
  int calls = 0;
  for (const auto* counter : counters) {
    CHECK(counter->most <= 1);
    calls += counter->calls;
  }
  CHECK(calls == 120);
  CHECK(pool.description() == "counter, 3 at once");
}

TEST_CASE("A device option may name several GPUs") {
  using Names = std::vector<std::string>;
  CHECK(device_names("auto") == Names{"auto"});
  CHECK(device_names("cuda") == Names{"cuda"});
  CHECK(device_names("cuda:1") == Names{"cuda:1"});
  CHECK(device_names("cuda:0,2") == Names{"cuda:0", "cuda:2"});
  CHECK(device_names("cuda:0,,1") == Names{"cuda:0", "cuda:", "cuda:1"});  // refused by the device
}
