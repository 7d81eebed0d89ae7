// The losses of detection train a detector.
#include <torch/optim/adam.h>
#include <torch/types.h>

#include "lowlight/detection/overlap.h"
#include "lowlight/losses/detection.h"
#include "support/catch.h"
#include "support/pixel_boxes.h"
#include "support/synthetic_faces.h"

using namespace lowlight;
using namespace lowlight::detection;
using namespace lowlight::losses;
using test::pixel_boxes;

TEST_CASE("A small detector learns drawn faces from nothing") {
  torch::manual_seed(1);
  test::SmallDetector detector;
  torch::optim::Adam adam(detector.parameters(), torch::optim::AdamOptions(4e-3));
  const auto places = detector.anchors({64, 64});
  double first = 0, last = 0;
  for (int step = 0; step < 90; ++step) {
    const auto faces = test::drawn_faces(8);
    std::vector<PictureLabels> labels;
    for (int64_t i = 0; i < 8; ++i) {
      const auto points = faces.landmarks.slice(0, i, i + 1);
      labels.push_back({corners_from<Pixels>(faces.boxes.slice(0, i, i + 1)),
                        {},
                        {points.select(2, 0), points.select(2, 1)}});
    }
    auto total = torch::zeros({});
    const auto heads = detector.heads(faces.pictures);
    for (const auto& term : detection_loss(heads, places, detector.coding(), labels))
      total = total + term.value;
    adam.zero_grad();
    total.backward();
    adam.step();
    (step == 0 ? first : last) = total.item<double>();
  }
  CHECK(last < first / 4);
  const auto fresh = test::drawn_faces(20);
  int right = 0;
  for (int64_t i = 0; i < 20; ++i) {
    const auto found = find_boxes(detector, fresh.pictures[i], {.least_score = 0.5});
    if (found.size() != 1) continue;
    const auto& box = found[0].box;
    const auto iou = overlap(OverlapKind::iou,
                             pixel_boxes({box.left, box.top, box.right, box.bottom}),
                             corners_from<Pixels>(fresh.boxes.slice(0, i, i + 1)));
    right += iou.item<double>() > 0.5;
  }
  INFO(first << " to " << last << ", right: " << right);
  CHECK(right >= 16);
}
