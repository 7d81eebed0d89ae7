#include "lowlight/core/ranks.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "support/catch.h"
#include "support/thread_ranks.h"

using namespace lowlight;
using lowlight::test::on_ranks;

namespace {

/// The rows of rank r: as many as its number.
at::Tensor rows_of(int64_t rank) { return torch::full({rank, 2}, double(rank), torch::kDouble); }

}  // namespace

TEST_CASE("One process alone exchanges nothing") {
  CHECK(alone().size() == 1);
  CHECK(any(true, alone()));
  CHECK_FALSE(any(false, alone()));
  CHECK(broadcast_text("text", 0, alone()) == "text");
  CHECK(gathered_texts("text", alone()) == std::vector<std::string>{"text"});
  CHECK(gathered_numbers({1, 2}, alone()) == std::vector<double>{1, 2});
  const auto rows = torch::ones({2, 3});
  CHECK(gathered(rows, {}).is_same(rows));
}

TEST_CASE("What is true on one rank is true on any") {
  std::vector<int> found(6);
  on_ranks(3, [&](const Ranks& ranks) {
    found[size_t(ranks.rank())] = any(ranks.rank() == 1, ranks);
    found[size_t(3 + ranks.rank())] = any(false, ranks);
  });
  CHECK(found == std::vector<int>{1, 1, 1, 0, 0, 0});
}

TEST_CASE("Texts and numbers of any length come from each rank, in their order") {
  std::vector<int> right(3);
  on_ranks(3, [&](const Ranks& ranks) {
    const std::vector<std::string> texts = {"", "one", "the longest"};
    const auto& own = texts[size_t(ranks.rank())];
    bool ok = gathered_texts(own, ranks) == texts;
    for (int64_t r = 0; r < 3; ++r) ok = ok && broadcast_text(own, r, ranks) == texts[size_t(r)];
    ok = ok && broadcast_texts({own, "2 a"}, 2, ranks) == std::vector{texts[2], std::string("2 a")};
    const std::vector<double> numbers(size_t(ranks.rank()), double(ranks.rank()));
    ok = ok && gathered_numbers(numbers, ranks) == std::vector<double>{1, 2, 2};
    right[size_t(ranks.rank())] = ok;
  });
  CHECK(right == std::vector<int>{1, 1, 1});
}

TEST_CASE("Rows of all ranks, one without any, have the gradients of one process") {
  auto whole = torch::cat({rows_of(0), rows_of(1), rows_of(2)}).set_requires_grad(true);
  const auto loss_of = [](const at::Tensor& all) { return (all * all.cumsum(0)).sum(); };
  loss_of(whole).backward();
  std::vector<at::Tensor> values(3), gradients(3);
  const std::vector<double> shares = {0.5, 0.2, 0.3};
  on_ranks(3, [&](const Ranks& ranks) {
    const auto r = size_t(ranks.rank());
    auto rows = rows_of(ranks.rank()).set_requires_grad(true);
    const auto all = gathered(rows, {&ranks, shares[r]});
    values[r] = all.detach();
    (shares[r] * loss_of(all)).backward();
    gradients[r] = rows.grad();
  });
  for (const auto& value : values) CHECK(torch::equal(value, whole.detach()));
  CHECK(torch::allclose(torch::cat(gradients), whole.grad(), 1e-12, 0));
}

TEST_CASE("Means and totals are those of the whole batch") {
  const auto whole = torch::arange(8, torch::kDouble);
  CHECK(mean_over_batch(whole, {}).item<double>() == 3.5);
  CHECK(total_over_batch(int64_t(5), BatchPart()) == 5);
  std::vector<double> means(2), totals(2);
  on_ranks(2, [&](const Ranks& ranks) {
    const auto r = size_t(ranks.rank());
    const auto part = r == 0 ? whole.narrow(0, 0, 6) : whole.narrow(0, 6, 2);
    means[r] = mean_over_batch(part, {&ranks, r == 0 ? 0.75 : 0.25}).item<double>();
    totals[r] = double(total_over_batch(part.numel(), {&ranks, 1}));
  });
  CHECK(means == std::vector<double>{3.5, 3.5});
  CHECK(totals == std::vector<double>{8, 8});
}
