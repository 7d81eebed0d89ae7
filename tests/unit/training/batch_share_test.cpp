#include "training/batch_share.h"

#include <set>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/thread_ranks.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

TrainerOptions options_in(int64_t batch, int64_t parts) {
  TrainerOptions options;
  options.batch = batch;
  options.accumulate = parts;
  return options;
}

/// The numbers of the first samples of rank r of R.
std::vector<int64_t> numbers(const TrainerOptions& options, int64_t r, int64_t ranks, int64_t n) {
  test::Exchange exchange(ranks);
  const auto share = batch_share(options, test::ThreadRanks(exchange, r));
  std::vector<int64_t> result;
  for (int64_t i = 0; i < n; ++i) result.push_back(share.number_of(i));
  return result;
}

}  // namespace

TEST_CASE("One process takes all samples in their order") {
  const auto share = batch_share(options_in(6, 2), alone());
  CHECK(share.samples() == 6);
  for (int64_t n = 0; n < 20; ++n) CHECK(share.number_of(n) == n);
}

TEST_CASE("Ranks divide each part of a batch, also where it leaves a remainder") {
  CHECK(numbers(options_in(4, 1), 0, 2, 4) == std::vector<int64_t>{0, 1, 4, 5});
  CHECK(numbers(options_in(4, 1), 1, 2, 4) == std::vector<int64_t>{2, 3, 6, 7});
  CHECK(numbers(options_in(4, 2), 1, 2, 4) == std::vector<int64_t>{1, 3, 5, 7});
  CHECK(numbers(options_in(5, 1), 0, 3, 2) == std::vector<int64_t>{0, 5});
  CHECK(numbers(options_in(5, 1), 2, 3, 4) == std::vector<int64_t>{3, 4, 8, 9});
}

TEST_CASE("Any number of ranks makes the batches of one") {
  const auto options = options_in(12, 2);
  for (int64_t ranks = 1; ranks <= 6; ++ranks) {
    std::set<int64_t> all;
    for (int64_t r = 0; r < ranks; ++r) {
      test::Exchange exchange(ranks);
      const auto share = batch_share(options, test::ThreadRanks(exchange, r));
      for (int64_t n = 0; n < 3 * share.samples(); ++n) {
        CHECK(share.number_of(n) / 12 == n / share.samples());
        all.insert(share.number_of(n));
      }
    }
    CHECK(all.size() == 36);
    CHECK(*all.rbegin() == 35);
  }
}

TEST_CASE("More ranks than samples in a part are refused by the key") {
  test::Exchange exchange(4);
  try {
    batch_share(options_in(6, 2), test::ThreadRanks(exchange, 0));
    FAIL("it was taken");
  } catch (const ConfigError& error) {
    CHECK(error.where() == "trainer.batch");
  }
}
