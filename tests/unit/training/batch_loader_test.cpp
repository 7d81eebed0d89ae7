#include "training/batch_loader.h"

#include <torch/types.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

Sample sample_of(int64_t n) {
  Sample sample{{{"n", torch::tensor(n)}}, {"file " + std::to_string(n)}, {}};
  if (n == 5) sample.warnings.push_back("a dark photo");
  return sample;
}

TrainerOptions options_of(int64_t batch, int64_t accumulate, int64_t workers) {
  TrainerOptions options;
  options.batch = batch;
  options.accumulate = accumulate;
  options.loader.workers = workers;
  return options;
}

}  // namespace

TEST_CASE(
    "Batches hold their samples in order, in parts, from the asked step on, whoever makes them") {
  for (const int64_t workers : {0, 1, 3}) {
    BatchLoader loader(options_of(4, 2, workers), alone(), sample_of, 1);
    for (int64_t step = 1; step < 4; ++step) {
      const auto batch = loader.next();
      REQUIRE(batch.parts.size() == 2);
      for (int64_t part = 0; part < 2; ++part) {
        const auto first = 4 * step + 2 * part;
        CHECK(torch::equal(batch.parts[size_t(part)].tensors.at("n"),
                           torch::arange(first, first + 2)));
        CHECK(batch.parts[size_t(part)].files[0] == "file " + std::to_string(first));
      }
      CHECK(batch.warnings ==
            (step == 1 ? std::vector<std::string>{"a dark photo"} : std::vector<std::string>{}));
    }
  }
}

TEST_CASE("The whole next batch is made while one is computed with, and no more than that") {
  std::atomic<int64_t> made = 0;
  auto options = options_of(40, 1, 2);
  options.loader.ahead = 1;
  BatchLoader loader(
      options,
      alone(),
      [&](int64_t n) {
        ++made;
        return sample_of(n);
      },
      0);
  loader.next();
  const auto given_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (made < 80 && std::chrono::steady_clock::now() < given_up)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(made >= 80);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(made <= 80 + options.loader.ahead + options.loader.workers);
}

TEST_CASE("What a sample throws arrives with its batch; an unfinished loader ends at once") {
  const auto broken = [](int64_t n) {
    if (n == 6) throw std::runtime_error("file six");
    return sample_of(n);
  };
  for (const int64_t workers : {0, 2}) {
    BatchLoader loader(options_of(4, 1, workers), alone(), broken, 0);
    CHECK(loader.next().parts.size() == 1);
    CHECK_THROWS_WITH(loader.next(), "file six");
  }
  BatchLoader unused(options_of(4, 1, 2), alone(), sample_of, 0);
}
