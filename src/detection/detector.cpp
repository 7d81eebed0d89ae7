#include "lowlight/detection/detector.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "detection/suppression.h"
#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"

namespace lowlight::detection {

at::Tensor Heads::scores() const { return log_scores().exp(); }

at::Tensor Heads::log_scores() const {
  const auto best = classes.size(-1) == 1
                        ? at::log_sigmoid(classes.squeeze(-1))
                        : std::get<0>(classes.log_softmax(-1).slice(-1, 1).max(-1));
  // The root of a product that underflowed would have an infinite slope: half of the logarithms has
  // none.
  return objectness.defined() ? (best + at::log_sigmoid(objectness)) / 2 : best;
}

std::vector<Found> find_boxes(Detector& detector,
                              const at::Tensor& picture,
                              const FindOptions& options) {
  require_valid("find_boxes", problems_of(options));
  LOWLIGHT_CHECK(picture.dim() == 3 && picture.size(0) == 3 && picture.numel() > 0,
                 "find_boxes: a picture must be [3, H, W] and not empty, got ",
                 picture.sizes());
  const torch::NoGradGuard no_gradients;
  const auto heads = detector.heads(picture.unsqueeze(0));
  const auto anchors = detector.anchors({picture.size(2), picture.size(1)});
  const auto on_cpu = [](const at::Tensor& head) { return head[0].to(at::kCPU, at::kFloat); };
  const auto scores = on_cpu(heads.scores());
  const auto likely = top_scores(scores, options.most, options.least_score);
  const auto at_likely = [&](const at::Tensor& x) { return x.index_select(0, likely); };
  const ManyCentres<Pixels> places{at_likely(anchors.x),
                                   at_likely(anchors.y),
                                   at_likely(anchors.width),
                                   at_likely(anchors.height)};
  const auto boxes = corners_of(decode(detector.coding(), at_likely(on_cpu(heads.boxes)), places));
  const auto kept = non_maximum_suppression(boxes, at_likely(scores), options.most_overlap);
  const auto rows = rows_of(boxes);
  ManyPoints<Pixels> points;
  if (heads.landmarks.defined())
    points = decode_points(detector.coding(), at_likely(on_cpu(heads.landmarks)), places);
  std::vector<Found> found;
  for (int64_t i = 0; i < kept.size(0); ++i) {
    const auto place = kept[i].item<int64_t>();
    const auto* row = rows[place].contiguous().data_ptr<float>();
    Found one{{row[0], row[1], row[2], row[3]}, {}, at_likely(scores)[place].item<double>()};
    for (int64_t k = 0; points.x.defined() && k < points.x.size(1); ++k)
      one.landmarks.push_back(
          {points.x[place][k].item<double>(), points.y[place][k].item<double>()});
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace lowlight::detection
