#include "lowlight/detection/coding.h"

#include <ATen/ATen.h>

#include <cmath>

#include "lowlight/core/check.h"

namespace lowlight::detection {
namespace {

// How near to its ends a sigmoid is inverted; beyond, codes would be infinite.
constexpr double kLeastShare = 1e-6;

at::Tensor inverse_sigmoid(const at::Tensor& share) {
  return at::logit(share.clamp(kLeastShare, 1 - kLeastShare));
}

at::Tensor log_growth(const at::Tensor& size, const at::Tensor& anchor) {
  const double most = std::log(kMostGrowth);
  return (size / anchor).clamp_min(1 / kMostGrowth / kMostGrowth).log().clamp_max(most);
}

at::Tensor grown(const at::Tensor& anchor, const at::Tensor& log_growth) {
  return anchor * log_growth.clamp_max(std::log(kMostGrowth)).exp();
}

at::Tensor column(const at::Tensor& codes, int64_t index) {
  LOWLIGHT_CHECK(codes.dim() > 0 && codes.size(-1) == 4,
                 "codes of boxes must be [..., 4], got ",
                 codes.sizes());
  return codes.select(-1, index);
}

}  // namespace

template <class Unit>
at::Tensor encode(const VarianceCoding& coding,
                  const ManyCentres<Unit>& boxes,
                  const ManyCentres<Unit>& anchors) {
  return at::stack({(boxes.x - anchors.x) / (anchors.width * coding.centre),
                    (boxes.y - anchors.y) / (anchors.height * coding.centre),
                    log_growth(boxes.width, anchors.width) / coding.size,
                    log_growth(boxes.height, anchors.height) / coding.size},
                   -1);
}

template <class Unit>
ManyCentres<Unit> decode(const VarianceCoding& coding,
                         const at::Tensor& codes,
                         const ManyCentres<Unit>& anchors) {
  return {anchors.x + column(codes, 0) * anchors.width * coding.centre,
          anchors.y + column(codes, 1) * anchors.height * coding.centre,
          grown(anchors.width, column(codes, 2) * coding.size),
          grown(anchors.height, column(codes, 3) * coding.size)};
}

at::Tensor encode(ExponentialCoding,
                  const ManyCentres<Grid>& boxes,
                  const ManyCentres<Grid>& anchors) {
  return at::stack({inverse_sigmoid(boxes.x - (anchors.x - 0.5)),
                    inverse_sigmoid(boxes.y - (anchors.y - 0.5)),
                    log_growth(boxes.width, anchors.width),
                    log_growth(boxes.height, anchors.height)},
                   -1);
}

ManyCentres<Grid> decode(ExponentialCoding,
                         const at::Tensor& codes,
                         const ManyCentres<Grid>& anchors) {
  return {anchors.x - 0.5 + column(codes, 0).sigmoid(),
          anchors.y - 0.5 + column(codes, 1).sigmoid(),
          grown(anchors.width, column(codes, 2)),
          grown(anchors.height, column(codes, 3))};
}

at::Tensor encode(BoundedCoding, const ManyCentres<Grid>& boxes, const ManyCentres<Grid>& anchors) {
  const auto side = [](const at::Tensor& size, const at::Tensor& anchor) {
    return inverse_sigmoid((size / anchor).clamp_min(0).sqrt() / 2);
  };
  return at::stack({inverse_sigmoid((boxes.x - anchors.x + 1) / 2),
                    inverse_sigmoid((boxes.y - anchors.y + 1) / 2),
                    side(boxes.width, anchors.width),
                    side(boxes.height, anchors.height)},
                   -1);
}

ManyCentres<Grid> decode(BoundedCoding, const at::Tensor& codes, const ManyCentres<Grid>& anchors) {
  const auto place = [&](int64_t i) { return column(codes, i).sigmoid() * 2 - 1; };
  const auto growth = [&](int64_t i) { return (column(codes, i).sigmoid() * 2).square(); };
  return {anchors.x + place(0),
          anchors.y + place(1),
          anchors.width * growth(2),
          anchors.height * growth(3)};
}

template <class Unit>
at::Tensor encode_points(const VarianceCoding& coding,
                         const ManyPoints<Unit>& points,
                         const ManyCentres<Unit>& anchors) {
  const auto across = (anchors.width * coding.centre).unsqueeze(-1),
             down = (anchors.height * coding.centre).unsqueeze(-1);
  return at::stack({(points.x - anchors.x.unsqueeze(-1)) / across,
                    (points.y - anchors.y.unsqueeze(-1)) / down},
                   -1)
      .flatten(-2);
}

template <class Unit>
ManyPoints<Unit> decode_points(const VarianceCoding& coding,
                               const at::Tensor& codes,
                               const ManyCentres<Unit>& anchors) {
  LOWLIGHT_CHECK(codes.dim() > 0 && codes.size(-1) % 2 == 0,
                 "codes of points must be [..., 2K], got ",
                 codes.sizes());
  const auto pairs = codes.unflatten(-1, {-1, 2});
  return {
      anchors.x.unsqueeze(-1) + pairs.select(-1, 0) * (anchors.width * coding.centre).unsqueeze(-1),
      anchors.y.unsqueeze(-1) +
          pairs.select(-1, 1) * (anchors.height * coding.centre).unsqueeze(-1)};
}

#define LOWLIGHT_FOR_UNIT(Unit)                                                   \
  template at::Tensor encode(                                                     \
      const VarianceCoding&, const ManyCentres<Unit>&, const ManyCentres<Unit>&); \
  template ManyCentres<Unit> decode(                                              \
      const VarianceCoding&, const at::Tensor&, const ManyCentres<Unit>&);        \
  template at::Tensor encode_points(                                              \
      const VarianceCoding&, const ManyPoints<Unit>&, const ManyCentres<Unit>&);  \
  template ManyPoints<Unit> decode_points(                                        \
      const VarianceCoding&, const at::Tensor&, const ManyCentres<Unit>&);

LOWLIGHT_FOR_UNIT(Pixels)
LOWLIGHT_FOR_UNIT(Normalised)
LOWLIGHT_FOR_UNIT(Grid)
#undef LOWLIGHT_FOR_UNIT

}  // namespace lowlight::detection
