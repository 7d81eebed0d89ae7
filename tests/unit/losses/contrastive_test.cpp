#include "lowlight/losses/contrastive.h"
#include "lowlight/core/fields.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::losses;
using lowlight::test::check_gradients;

namespace {

std::vector<at::Tensor> random_maps(int64_t batch) {
  return {torch::randn({batch, 2, 4, 4}, torch::kDouble),
          torch::randn({batch, 3, 2, 3}, torch::kDouble)};
}

/// The loss by its definition, pair by pair.
double by_definition(const std::vector<at::Tensor>& style,
                     const std::vector<at::Tensor>& made,
                     const Negatives& negatives,
                     double eps) {
  const auto distance = [&](int64_t n, int64_t i) {
    double sum = 0;
    for (size_t map = 0; map < style.size(); ++map) {
      sum += efdm_loss(made[map].narrow(0, n, 1), style[map].narrow(0, i, 1)).item<double>();
    }
    return sum;
  };
  double total = 0;
  for (size_t n = 0; n < negatives.size(); ++n) {
    double far = 0;
    for (const auto i : negatives[n]) far += distance(static_cast<int64_t>(n), i);
    total += distance(static_cast<int64_t>(n), static_cast<int64_t>(n)) / (far + eps);
  }
  return total;
}

void make_equal(std::vector<at::Tensor>& maps, int64_t from, int64_t to) {
  for (auto& map : maps) map[to].copy_(map[from]);
}

}  // namespace

TEST_CASE("The contrastive loss is the sum of ratios of its definition") {
  const auto style = random_maps(3), made = random_maps(3);
  for (const Negatives& negatives : {Negatives{{1}, {2}, {0}}, Negatives{{1, 2}, {0, 2}, {1}}}) {
    const auto term = contrastive_loss(style, made, negatives, {.eps = 0.25});
    CHECK(term.value.item<double>() ==
          Approx(by_definition(style, made, negatives, 0.25)).epsilon(1e-12));
    CHECK(term.skipped.empty());
    CHECK(term.note.empty());
  }
}

TEST_CASE("The contrastive loss of results that have their style's values is zero") {
  const auto style = random_maps(2);
  CHECK(contrastive_loss(style, style, {{1}, {0}}).value.item<double>() == 0);
}

TEST_CASE("A batch of one skips the contrastive loss and says why") {
  auto style = random_maps(1), made = random_maps(1);
  for (auto& map : made) map.requires_grad_();
  const auto term = contrastive_loss(style, made, {{}});
  CHECK(term.value.item<double>() == 0);
  CHECK_FALSE(term.value.requires_grad());
  CHECK(term.skipped == "1 of 1 samples have no negative");
}

TEST_CASE("The same style twice is no negative, and the loss says so") {
  auto style = random_maps(3);
  const auto made = random_maps(3);
  make_equal(style, 0, 1);
  const auto term = contrastive_loss(style, made, {{1, 2}, {0}, {0}}, {.eps = 0});
  const auto expected = contrastive_loss(style, made, {{2}, {}, {0}}, {.eps = 0});
  CHECK(std::isfinite(term.value.item<double>()));
  CHECK(term.value.item<double>() == expected.value.item<double>());
  CHECK(term.skipped.empty());
  CHECK(term.note == "2 negatives have the sample's own style, 1 of 3 samples have no negative");
}

TEST_CASE("A batch of one style only skips the contrastive loss") {
  auto style = random_maps(2);
  make_equal(style, 0, 1);
  const auto term = contrastive_loss(style, random_maps(2), {{1}, {0}});
  CHECK(term.value.item<double>() == 0);
  CHECK_THAT(term.skipped, ContainsSubstring("own style"));
}

TEST_CASE("A result with its negative's values stays finite") {
  const auto style = random_maps(2);
  std::vector<at::Tensor> made;
  for (const auto& map : style) made.push_back(map.flip(0).requires_grad_());
  const auto term = contrastive_loss(style, made, {{1}, {0}});
  CHECK(std::isfinite(term.value.item<double>()));
  term.value.backward();
  for (const auto& map : made) CHECK(map.grad().isfinite().all().item<bool>());
}

TEST_CASE("The contrastive loss has the right gradient on both sides") {
  const auto style = random_maps(2), made = random_maps(2);
  const auto report = check_gradients(
      [](const auto& in) {
        return std::vector{
            contrastive_loss({in[0], in[1]}, {in[2], in[3]}, {{1}, {0}}, {.eps = 0.1}).value};
      },
      {style[0], style[1], made[0], made[1]});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
}

TEST_CASE("A detached style gets no gradient and the same loss") {
  auto style = random_maps(2), made = random_maps(2);
  for (auto* side : {&style, &made}) {
    for (auto& map : *side) map.requires_grad_();
  }
  const auto open = contrastive_loss(style, made, {{1}, {0}});
  const auto detached = contrastive_loss(style, made, {{1}, {0}}, {.detach_style = true});
  CHECK(open.value.item<double>() == detached.value.item<double>());
  detached.value.backward();
  CHECK_FALSE(style[0].grad().defined());
  CHECK(made[0].grad().defined());
}

TEST_CASE("A map that stands twice in the list counts twice") {
  const auto style = random_maps(2), made = random_maps(2);
  const auto once = contrastive_loss({style[0]}, {made[0]}, {{1}, {0}}, {.eps = 0});
  const auto twice =
      contrastive_loss({style[0], style[0]}, {made[0], made[0]}, {{1}, {0}}, {.eps = 0});
  CHECK(twice.value.item<double>() == Approx(once.value.item<double>()).epsilon(1e-12));
  const auto mixed =
      contrastive_loss({style[0], style[0]}, {made[0], made[0] + 1}, {{1}, {0}}, {.eps = 0});
  CHECK(mixed.value.item<double>() != Approx(once.value.item<double>()));
}

TEST_CASE("The contrastive loss refuses lists that do not belong together") {
  const auto style = random_maps(2), made = random_maps(2);
  CHECK_THROWS_WITH(contrastive_loss(style, {made[0]}, {{1}, {0}}), ContainsSubstring("2 and 1"));
  CHECK_THROWS_WITH(contrastive_loss(style, made, {{1}}), ContainsSubstring("1 for 2"));
  CHECK_THROWS_WITH(contrastive_loss(style, made, {{2}, {0}}), ContainsSubstring("got 2"));
  CHECK_THROWS(contrastive_loss({}, {}, {}));
}

TEST_CASE("Negatives are ranked by their distance from the result") {
  const auto level = [](std::vector<double> values) {
    return torch::tensor(values, torch::kDouble).view({-1, 1, 1});
  };
  const std::vector style{level({0, 1, 5})};
  CHECK(ranked_negatives(style, {level({0, 4, 1})}) == Negatives{{1, 2}, {2, 0}, {1, 0}});
  const auto broken = level({0, std::nan(""), 1});
  CHECK(ranked_negatives(style, {broken}) == Negatives{{1, 2}, {0, 2}, {1, 0}});
}

TEST_CASE("Equal styles and batches of one have no negative") {
  const auto map = torch::randn({1, 2, 8}, torch::kDouble);
  CHECK(ranked_negatives({map}, {map}) == Negatives{{}});
  const auto twice = torch::cat({map, map});
  CHECK(ranked_negatives({twice}, {torch::randn({2, 2, 8}, torch::kDouble)}) == Negatives{{}, {}});
  const auto third = torch::cat({map, map, map + 1});
  CHECK(ranked_negatives({third}, {third}) == Negatives{{2}, {2}, {0, 1}});
}

TEST_CASE("A negative eps is a problem of the options") {
  CHECK(problems_of(ContrastiveOptions{}).empty());
  CHECK(test::has_problem(problems_of(ContrastiveOptions{.eps = -1}), "eps", at_least(0), "-1"));
}
