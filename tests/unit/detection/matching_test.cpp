#include "lowlight/detection/matching.h"

#include <torch/types.h>

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/pixel_boxes.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::detection;
using test::kNaN;
using test::pixel_boxes;

namespace {

std::vector<int64_t> boxes_of(const Matches& found) {
  const auto box = found.box.contiguous();
  return {box.data_ptr<int64_t>(), box.data_ptr<int64_t>() + box.numel()};
}

at::Tensor table(const std::vector<float>& overlaps, int64_t boxes) {
  return torch::tensor(overlaps).view({boxes, -1});
}

using Expected = std::vector<int64_t>;

}  // namespace

TEST_CASE("A box without any overlap takes nobody's anchor") {
  // The founding note's example: forcing each box to its best anchor, [1, 0], made both anchors
  // find the box that overlaps nothing, or kept the overlap of one with the index of the other.
  const auto found = match(table({0, 0, 0.9f, 0}, 2));
  CHECK(boxes_of(found) == Expected{1, kBackground});
  CHECK(found.overlap[0].item<float>() == 0.9f);
  CHECK(found.overlap[1].item<float>() == 0);
  const auto transposed = match(table({0, 0.9f, 0, 0}, 2));
  CHECK(boxes_of(transposed) == Expected{kBackground, 0});
}

TEST_CASE("A box of no area does not hijack an anchor") {
  const auto anchors = pixel_boxes({0, 0, 10, 10, 20, 20, 30, 30});
  const auto good = match(pixel_boxes({0, 0, 10, 9}), anchors);
  const auto with_bad = match(pixel_boxes({0, 0, 10, 9, 0, 0, 0, 0, 5, 5, 5, 9}), anchors);
  CHECK(boxes_of(good) == Expected{0, kBackground});
  CHECK(boxes_of(with_bad) == boxes_of(good));
  CHECK(torch::equal(with_bad.overlap, good.overlap));
  const auto all_bad = match(pixel_boxes({0, 0, 0, 0, kNaN, 0, 1, 1, 9, 9, 1, 1}), anchors);
  CHECK(boxes_of(all_bad) == Expected{kBackground, kBackground});
  CHECK(all_bad.overlap.abs().max().item<float>() == 0);
}

TEST_CASE("A picture without boxes is background") {
  const auto anchors = pixel_boxes({0, 0, 10, 10, 20, 20, 30, 30});
  const auto found = match(corners_from<Pixels>(torch::zeros({0, 4})), anchors);
  CHECK(boxes_of(found) == Expected{kBackground, kBackground});
  CHECK(found.positive().any().item<bool>() == false);
  CHECK(boxes_of(match(pixel_boxes({0, 0, 1, 1}), corners_from<Pixels>(torch::zeros({0, 4}))))
            .empty());
}

TEST_CASE("Index and overlap of a forced match are of the same box") {
  // Anchor 1 overlaps box 0 most, but box 1 has no other anchor.
  const auto found = match(table({0.9f, 0.5f, 0, 0.3f}, 2));
  CHECK(boxes_of(found) == Expected{0, 1});
  CHECK(found.overlap[1].item<float>() == 0.3f);
}

TEST_CASE("Of two boxes with one best anchor the lesser takes its next free one") {
  const auto found = match(table({0.8f, 0.3f, 0, 0.7f, 0.25f, 0}, 2));
  CHECK(boxes_of(found) == Expected{0, 1, kBackground});
  CHECK(found.overlap[1].item<float>() == 0.25f);
}

TEST_CASE("A forced match needs the least overlap") {
  CHECK(boxes_of(match(table({0.1f, 0.19f}, 1))) == Expected{kBackground, kBackground});
  CHECK(boxes_of(match(table({0.1f, 0.19f}, 1), {.least_forced = 0})) == Expected{kBackground, 0});
  CHECK(boxes_of(match(table({0, 0}, 1), {.least_forced = 0})) ==
        Expected{kBackground, kBackground});
}

TEST_CASE("Between background and positive an anchor is ignored") {
  const auto found =
      match(table({0.9f, 0.5f, 0.4f, 0.29f}, 1), {.positive = 0.5, .background = 0.3});
  CHECK(boxes_of(found) == Expected{0, 0, kIgnored, kBackground});
  CHECK(found.positive().sum().item<int>() == 2);
}

TEST_CASE("Ties go to the lower index, of boxes and of anchors") {
  const auto found = match(table({0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, 2));
  CHECK(boxes_of(found) == Expected{0, 1, 0});
}

TEST_CASE("A row with NaN takes no part") {
  CHECK(boxes_of(match(table({float(kNaN), 0.9f, 0.4f, 0.1f}, 2))) == Expected{1, kBackground});
}

TEST_CASE("Every box with enough overlap has an anchor of its own") {
  torch::manual_seed(3);
  for (int round = 0; round < 20; ++round) {
    const auto overlaps = torch::rand({7, 40});
    const auto found = boxes_of(match(overlaps, {.positive = 1, .background = 1}));
    for (int64_t t = 0; t < 7; ++t) CHECK(std::ranges::count(found, t) == 1);
  }
}

TEST_CASE("Bad boxes change nothing wherever they stand among the good") {
  torch::manual_seed(4);
  const auto corner = torch::rand({30, 2}) * 90;
  const auto anchors =
      corners_from<Pixels>(torch::cat({corner, corner + 5 + torch::rand({30, 2}) * 20}, 1));
  const auto good = rows_of(anchors).slice(0, 0, 6) + 1;
  const auto bad = torch::tensor({{0.f, 0.f, 0.f, 0.f}, {50.f, 50.f, 20.f, 20.f}});
  const auto alone = match(corners_from<Pixels>(good), anchors);
  const auto mixed = match(corners_from<Pixels>(torch::cat({bad, good})), anchors);
  CHECK(torch::equal(mixed.box, torch::where(alone.box >= 0, alone.box + 2, alone.box)));
  CHECK(torch::equal(mixed.overlap, alone.overlap));
}

TEST_CASE("Options of matching are checked") {
  CHECK(test::has_problem(problems_of(MatchOptions{.positive = 0.3, .background = 0.5}),
                          "background"));
  CHECK_THROWS(match(table({0.5f}, 1), {.positive = 0}));
  CHECK_THROWS(match(torch::zeros({3})));
}

TEST_CASE("Forced matches are given in the order of overlaps, not of boxes") {
  // The second box overlaps the first anchor most of all: were the first box served before it, that
  // would take this anchor and leave the second box its lesser one.
  CHECK(boxes_of(match(table({0.7f, 0.25f, 0, 0.8f, 0.3f, 0}, 2))) == Expected{1, 0, -1});
}

TEST_CASE("Anchors within a box to ignore are no background, and may still find a box") {
  const auto anchors = pixel_boxes({0, 0, 10, 10, 20, 0, 30, 10, 20, 0, 60, 40, 80, 0, 90, 10});
  const auto face = pixel_boxes({0, 0, 10, 10}), region = pixel_boxes({0, 0, 50, 10});
  const auto found = match(face, anchors, {}, region);
  // Of the third anchor less than a third lies in the region, of the last one nothing.
  CHECK(boxes_of(found) == Expected{0, kIgnored, kBackground, kBackground});
  CHECK(boxes_of(match(face, anchors, {}, pixel_boxes({}))) == boxes_of(match(face, anchors)));
}
