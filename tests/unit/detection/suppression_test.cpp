#include "detection/suppression.h"

#include <torch/types.h>

#include "lowlight/detection/overlap.h"
#include "support/catch.h"
#include "support/pixel_boxes.h"

using namespace lowlight::detection;
using lowlight::test::kNaN;
using lowlight::test::pixel_boxes;

namespace {

at::Tensor indices(const std::vector<int64_t>& numbers) {
  return torch::tensor(numbers, torch::kLong);
}

}  // namespace

TEST_CASE("The top scores come in order, without those below the least and without NaN") {
  const auto scores = torch::tensor({0.2f, float(kNaN), 0.9f, 0.5f, 0.9f});
  CHECK(torch::equal(top_scores(scores, 3, 0.1), indices({2, 4, 3})));
  CHECK(torch::equal(top_scores(scores, 9, 0.5), indices({2, 4, 3})));
  CHECK(top_scores(scores, 9, 1).numel() == 0);
  CHECK(top_scores(torch::zeros({0}), 9, 0).numel() == 0);
  CHECK_THROWS(top_scores(torch::zeros({2, 2}), 9, 0));
}

TEST_CASE("Of boxes that overlap the one with the highest score stays") {
  const auto found = non_maximum_suppression(pixel_boxes({0,
                                                          0,
                                                          10,
                                                          10,  //
                                                          1,
                                                          0,
                                                          11,
                                                          10,
                                                          20,
                                                          20,
                                                          30,
                                                          30}),
                                             torch::tensor({0.5f, 0.9f, 0.1f}),
                                             0.3);
  CHECK(torch::equal(found, indices({1, 2})));
}

TEST_CASE("What a suppressed box overlaps is not suppressed by it") {
  // A chain: each overlaps only its neighbour by more than a third.
  const auto chain = pixel_boxes({0, 0, 10, 10, 4, 0, 14, 10, 8, 0, 18, 10});
  const auto found = non_maximum_suppression(chain, torch::tensor({0.9f, 0.8f, 0.7f}), 0.3);
  CHECK(torch::equal(found, indices({0, 2})));
}

TEST_CASE("Equal scores keep their order and the threshold itself stays") {
  const auto twins = pixel_boxes({0, 0, 10, 10, 0, 0, 10, 10, 0, 0, 10, 5});
  CHECK(torch::equal(non_maximum_suppression(twins, torch::full({3}, 0.5f), 0.5), indices({0, 2})));
}

TEST_CASE("Boxes and scores that are none are left out") {
  const auto odd = pixel_boxes({0, 0, 0, 0, kNaN, 0, 1, 1, 0, 0, 9, 9, 20, 20, 30, 30});
  const auto scores = torch::tensor({0.9f, 0.9f, float(kNaN), 0.1f});
  CHECK(torch::equal(non_maximum_suppression(odd, scores, 0.5), indices({3})));
  CHECK(non_maximum_suppression(pixel_boxes({}), torch::zeros({0}), 0.5).numel() == 0);
  CHECK_THROWS(non_maximum_suppression(odd, torch::zeros({3}), 0.5));
}

TEST_CASE("No two boxes that are kept overlap more than the threshold") {
  torch::manual_seed(5);
  const auto corner = torch::rand({200, 2}) * 60;
  const auto all = corners_from<Pixels>(torch::cat({corner, corner + 20}, 1));
  const auto kept = non_maximum_suppression(all, torch::rand({200}), 0.3);
  auto overlaps = pairwise_iou(selected(all, kept), selected(all, kept));
  CHECK((overlaps.fill_diagonal_(0)).max().item<float>() <= 0.3f);
  // And every other overlaps one of them too much.
  CHECK((pairwise_iou(all, selected(all, kept)).amax(1) > 0.3).all().item<bool>());
}
