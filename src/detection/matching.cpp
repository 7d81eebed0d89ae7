#include "lowlight/detection/matching.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"
#include "lowlight/detection/overlap.h"

namespace lowlight::detection {
namespace {

/// Overlaps [T, A] on the CPU, and what the anchors were given so far.
struct Table {
  at::Tensor overlaps = {};
  int64_t boxes = 0, anchors = 0;
  const float* values = nullptr;
  std::vector<int64_t> box = {};
  std::vector<float> overlap = {};
  std::vector<bool> taken = {};

  explicit Table(const at::Tensor& of)
      : overlaps(of.detach().to(at::kCPU, at::kFloat).contiguous()),
        boxes(overlaps.size(0)),
        anchors(overlaps.size(1)),
        values(overlaps.data_ptr<float>()),
        box(size_t(anchors), kBackground),
        overlap(size_t(anchors), 0.f),
        taken(size_t(anchors), false) {}

  const float* row(int64_t t) const { return values + t * anchors; }
};

std::vector<int64_t> that_take_part(const Table& table) {
  std::vector<int64_t> boxes;
  for (int64_t t = 0; t < table.boxes; ++t) {
    const auto* row = table.row(t);
    if (std::none_of(row, row + table.anchors, [](float o) { return std::isnan(o); }))
      boxes.push_back(t);
  }
  return boxes;
}

void force_matches(Table& table, const std::vector<int64_t>& boxes, double least) {
  const auto greatest = [&](int64_t t) {
    return *std::max_element(table.row(t), table.row(t) + table.anchors);
  };
  std::vector<std::pair<float, int64_t>> order;
  for (const auto t : boxes) order.emplace_back(greatest(t), t);
  std::ranges::stable_sort(order, std::greater<>(), &std::pair<float, int64_t>::first);
  for (const auto& [ignored, t] : order) {
    int64_t best = -1;
    for (int64_t a = 0; a < table.anchors; ++a) {
      if (!table.taken[size_t(a)] && (best < 0 || table.row(t)[a] > table.row(t)[best])) best = a;
    }
    if (best < 0 || table.row(t)[best] <= 0 || table.row(t)[best] < float(least)) continue;
    table.taken[size_t(best)] = true;
    table.box[size_t(best)] = t;
    table.overlap[size_t(best)] = table.row(t)[best];
  }
}

void judge_others(Table& table, const std::vector<int64_t>& boxes, const MatchOptions& options) {
  for (int64_t a = 0; a < table.anchors; ++a) {
    if (table.taken[size_t(a)] || boxes.empty()) continue;
    auto best = boxes.front();
    for (const auto t : boxes) {
      if (table.row(t)[a] > table.row(best)[a]) best = t;
    }
    const auto overlap = table.row(best)[a];
    table.overlap[size_t(a)] = overlap;
    if (overlap >= float(options.positive)) {
      table.box[size_t(a)] = best;
    } else if (overlap >= float(options.background)) {
      table.box[size_t(a)] = kIgnored;
    }
  }
}

/// The greatest share of each anchor's area [A] that lies in one of the boxes [K], K > 0.
template <class Unit>
at::Tensor share_within(const ManyCorners<Unit>& boxes, const ManyCorners<Unit>& anchors) {
  const auto shared = [](const at::Tensor& low,
                         const at::Tensor& high,
                         const at::Tensor& own_low,
                         const at::Tensor& own_high) {
    const auto length =
        at::minimum(high.unsqueeze(1), own_high) - at::maximum(low.unsqueeze(1), own_low);
    return length.clamp_min(0) / (own_high - own_low);
  };
  const auto share = shared(boxes.left, boxes.right, anchors.left, anchors.right) *
                     shared(boxes.top, boxes.bottom, anchors.top, anchors.bottom);
  return share.nan_to_num(0).amax(0);
}

}  // namespace

void MatchOptions::check(Problems& problems) const {
  if (background > positive)
    problems.push_back({"background", "must not be above positive", std::to_string(background)});
}

at::Tensor Matches::positive() const { return box >= 0; }

Matches match(const at::Tensor& overlaps, const MatchOptions& options) {
  require_valid("match", problems_of(options));
  LOWLIGHT_CHECK(
      overlaps.dim() == 2, "match: overlaps must be [boxes, anchors], got ", overlaps.sizes());
  Table table(overlaps);
  if (table.anchors > 0) {
    const auto boxes = that_take_part(table);
    force_matches(table, boxes, options.least_forced);
    judge_others(table, boxes, options);
  }
  return {at::tensor(at::ArrayRef<int64_t>(table.box), at::kLong).to(overlaps.device()),
          at::tensor(at::ArrayRef<float>(table.overlap), at::kFloat).to(overlaps.device())};
}

template <class Unit>
Matches match(const ManyCorners<Unit>& boxes,
              const ManyCorners<Unit>& anchors,
              const MatchOptions& options,
              const ManyCorners<Unit>& ignored) {
  const auto on_cpu = [](const ManyCorners<Unit>& of) {
    return corners_from<Unit>(rows_of(of).detach().to(at::kCPU, at::kFloat));
  };
  const auto truths = on_cpu(boxes);
  const auto places = on_cpu(anchors);
  auto overlaps = pairwise_iou(truths, places);
  overlaps.masked_fill_(are_valid(truths).logical_not().unsqueeze(1),
                        std::numeric_limits<double>::quiet_NaN());
  auto found = match(overlaps, options);
  if (ignored.left.defined() && ignored.left.numel() > 0) {
    const auto within = share_within(on_cpu(ignored), places) >= options.background;
    found.box.masked_fill_(within & (found.box == kBackground), kIgnored);
  }
  const auto device = anchors.left.device();
  return {found.box.to(device), found.overlap.to(device)};
}

#define LOWLIGHT_FOR_UNIT(Unit)                    \
  template Matches match(const ManyCorners<Unit>&, \
                         const ManyCorners<Unit>&, \
                         const MatchOptions&,      \
                         const ManyCorners<Unit>&);

LOWLIGHT_FOR_UNIT(Pixels)
LOWLIGHT_FOR_UNIT(Normalised)
LOWLIGHT_FOR_UNIT(Grid)
#undef LOWLIGHT_FOR_UNIT

}  // namespace lowlight::detection
