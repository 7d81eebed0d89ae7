#include "lowlight/metrics/average_precision.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <map>

#include "lowlight/core/check.h"
#include "lowlight/core/random.h"
#include "lowlight/detection/overlap.h"

namespace lowlight::metrics {
namespace {

using detection::ManyCorners;
using detection::Pixels;

constexpr int64_t kThresholds = 1000, kCocoMost = 100;

/// One photo, its found boxes from the highest score down.
struct Judged {
  std::vector<double> scores = {};
  std::vector<std::vector<double>> overlaps = {};  ///< of each found box with each true one
  std::vector<bool> ignored = {};

  int64_t counted() const { return std::ranges::count(ignored, false); }
};

/// What a found box is worth.
enum class Worth { right, wrong, nothing };

bool counts_by_threshold(ApProtocol protocol) {
  return protocol == ApProtocol::wider || protocol == ApProtocol::dark_face;
}

std::vector<double> numbers(const at::Tensor& tensor) {
  const auto values = tensor.to(at::kDouble).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

ManyCorners<Pixels> one_larger(const ManyCorners<Pixels>& boxes) {
  return {boxes.left, boxes.top, boxes.right + 1, boxes.bottom + 1};
}

Judged judged(const PhotoBoxes& photo, bool larger) {
  LOWLIGHT_CHECK(detection::are_valid(photo.found).all().item<bool>() &&
                     detection::are_valid(photo.truth).all().item<bool>() &&
                     !photo.scores.isnan().any().item<bool>(),
                 "average precision: boxes must be finite and have areas, scores be numbers");
  const auto order = std::get<1>(photo.scores.sort(/*stable=*/true, 0, /*descending=*/true));
  const auto found = detection::selected(photo.found, order);
  const auto overlaps = larger ? detection::pairwise_iou(one_larger(found), one_larger(photo.truth))
                               : detection::pairwise_iou(found, photo.truth);
  Judged result{.scores = numbers(photo.scores.index_select(0, order))};
  for (const auto& row : overlaps.unbind(0)) result.overlaps.push_back(numbers(row));
  const auto truths = photo.truth.left.size(0);
  for (int64_t t = 0; t < truths; ++t)
    result.ignored.push_back(photo.ignored.defined() && photo.ignored[t].item<bool>());
  return result;
}

/// Whether a true box may be claimed.
using Claim = std::function<bool(size_t)>;

/// The index of the true box that is overlapped most among those that `may` be claimed, or −1.
int64_t most_overlapped(const std::vector<double>& overlaps, double least, const Claim& may) {
  int64_t best = -1;
  for (size_t t = 0; t < overlaps.size(); ++t) {
    if (overlaps[t] < least || !may(t)) continue;
    if (best < 0 || overlaps[t] > overlaps[size_t(best)]) best = int64_t(t);
  }
  return best;
}

std::vector<Worth> worth_of(const Judged& photo, ApProtocol protocol, double least) {
  const bool coco = protocol == ApProtocol::coco;
  std::vector<Worth> worth;
  std::vector<bool> claimed(photo.ignored.size(), false);
  const auto any = [](size_t) { return true; };
  const auto free = [&](size_t t) { return !claimed[t] && !photo.ignored[t]; };
  const auto to_ignore = [&](size_t t) { return bool(photo.ignored[t]); };
  for (const auto& overlaps : photo.overlaps) {
    if (coco && int64_t(worth.size()) == kCocoMost) break;
    auto truth = most_overlapped(overlaps, least, coco ? Claim(free) : Claim(any));
    if (coco && truth < 0) truth = most_overlapped(overlaps, least, to_ignore);
    if (truth < 0) {
      worth.push_back(Worth::wrong);
    } else if (photo.ignored[size_t(truth)]) {
      worth.push_back(Worth::nothing);
    } else {
      worth.push_back(claimed[size_t(truth)] ? Worth::wrong : Worth::right);
      claimed[size_t(truth)] = true;
    }
  }
  return worth;
}

/// Precision and recall after each found box of the whole set.
void trace_boxes(const std::vector<Judged>& photos,
                 ApProtocol protocol,
                 double least,
                 AveragePrecision& result) {
  std::vector<std::pair<double, Worth>> all;
  for (const auto& photo : photos) {
    const auto worth = worth_of(photo, protocol, least);
    for (size_t i = 0; i < worth.size(); ++i) {
      if (worth[i] != Worth::nothing) all.emplace_back(photo.scores[i], worth[i]);
    }
  }
  std::ranges::stable_sort(all, std::greater<>(), &std::pair<double, Worth>::first);
  double right = 0, proposals = 0;
  for (const auto& [score, worth] : all) {
    right += worth == Worth::right;
    result.precision.push_back(right / ++proposals);
    result.recall.push_back(right / double(result.truths));
  }
}

/// Precision and recall at each of the thresholds.
void trace_thresholds(const std::vector<Judged>& photos, double least, AveragePrecision& result) {
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (const auto& photo : photos) {
    for (const auto score : photo.scores)
      lowest = std::min(lowest, score), highest = std::max(highest, score);
  }
  const auto stretched = [&](double score) {
    return highest > lowest ? (score - lowest) / (highest - lowest) : 1.;
  };
  std::vector<double> right(kThresholds, 0.), proposals(kThresholds, 0.);
  for (const auto& photo : photos) {
    if (photo.ignored.empty()) continue;
    const auto worth = worth_of(photo, ApProtocol::wider, least);
    double found = 0, proposed = 0;
    size_t next = 0;
    for (int64_t t = 0; t < kThresholds; ++t) {
      const double threshold = 1 - double(t + 1) / double(kThresholds);
      for (; next < worth.size() && stretched(photo.scores[next]) >= threshold; ++next) {
        found += worth[next] == Worth::right;
        proposed += worth[next] != Worth::nothing;
      }
      right[size_t(t)] += found, proposals[size_t(t)] += proposed;
    }
  }
  for (size_t t = 0; t < right.size(); ++t) {
    result.precision.push_back(proposals[t] > 0 ? right[t] / proposals[t] : 0);
    result.recall.push_back(right[t] / double(result.truths));
  }
}

std::string protocol_text(ApProtocol protocol, double overlap) {
  const char* rule = protocol == ApProtocol::voc    ? "VOC, all points"
                     : protocol == ApProtocol::coco ? "COCO, 101 recalls"
                     : protocol == ApProtocol::wider
                         ? "WIDER FACE, 1000 thresholds, sizes + 1 pixel"
                         : "DARK FACE, 1000 thresholds, sizes + 1 pixel";
  char text[96];
  std::snprintf(text, sizeof text, "%s, IoU %.2f", rule, overlap);
  return text;
}

std::vector<Judged> judged(const std::vector<PhotoBoxes>& photos, ApProtocol protocol) {
  std::vector<Judged> all;
  for (const auto& photo : photos) {
    LOWLIGHT_CHECK(protocol != ApProtocol::dark_face || !photo.ignored.defined(),
                   "average precision: DARK FACE knows no boxes to ignore");
    all.push_back(judged(photo, counts_by_threshold(protocol)));
  }
  return all;
}

/// Each precision raised to the greatest at the same or a greater recall.
std::vector<double> raised(const std::vector<double>& precision) {
  auto result = precision;
  double greatest = 0;
  for (auto place = result.rbegin(); place != result.rend(); ++place) {
    greatest = std::isnan(*place) ? greatest : std::max(greatest, *place);
    *place = greatest;
  }
  return result;
}

}  // namespace

double area_under(const std::vector<double>& precision, const std::vector<double>& recall) {
  LOWLIGHT_CHECK(precision.size() == recall.size() && std::ranges::is_sorted(recall),
                 "a curve has a precision for each recall, and recalls that do not fall");
  const auto heights = raised(precision);
  double area = 0, before = 0;
  for (size_t i = 0; i < recall.size(); ++i) {
    area += (recall[i] - before) * heights[i];
    before = recall[i];
  }
  return area;
}

double at_101_recalls(const std::vector<double>& precision, const std::vector<double>& recall) {
  const auto heights = raised(precision);
  double sum = 0;
  for (int i = 0; i <= 100; ++i) {
    const auto place = std::ranges::lower_bound(recall, i / 100.);
    if (place != recall.end()) sum += heights[size_t(place - recall.begin())];
  }
  return sum / 101;
}

namespace {

/// The photos of each scene, in the order in which scenes come up.
std::vector<std::vector<size_t>> photos_by_scene(const std::vector<PhotoBoxes>& photos) {
  std::vector<std::vector<size_t>> scenes;
  std::map<int64_t, size_t> place;
  for (size_t i = 0; i < photos.size(); ++i) {
    const auto scene = photos[i].scene;
    const auto known = scene < 0 ? place.end() : place.find(scene);
    if (known != place.end()) {
      scenes[known->second].push_back(i);
      continue;
    }
    if (scene >= 0) place[scene] = scenes.size();
    scenes.push_back({i});
  }
  return scenes;
}

AveragePrecision precision_of(const std::vector<Judged>& photos,
                              ApProtocol protocol,
                              double overlap) {
  AveragePrecision result;
  result.protocol = protocol_text(protocol, overlap);
  for (const auto& photo : photos) result.truths += photo.counted();
  result.value = std::numeric_limits<double>::quiet_NaN();
  if (result.truths == 0) return result;
  if (counts_by_threshold(protocol)) {
    trace_thresholds(photos, overlap, result);
  } else {
    trace_boxes(photos, protocol, overlap, result);
  }
  result.value = protocol == ApProtocol::coco ? at_101_recalls(result.precision, result.recall)
                                              : area_under(result.precision, result.recall);
  return result;
}

}  // namespace

AveragePrecision average_precision(const std::vector<PhotoBoxes>& photos,
                                   ApProtocol protocol,
                                   double overlap) {
  return precision_of(judged(photos, protocol), protocol, overlap);
}

std::pair<double, double> precision_interval(const std::vector<PhotoBoxes>& photos,
                                             ApProtocol protocol,
                                             double overlap,
                                             int64_t draws,
                                             uint64_t seed) {
  const auto all = judged(photos, protocol);
  const auto scenes = photos_by_scene(photos);
  RandomStream random{seed};
  std::vector<double> values;
  for (int64_t draw = 0; draw < draws; ++draw) {
    std::vector<Judged> drawn;
    for (size_t i = 0; i < scenes.size(); ++i) {
      for (const auto photo : scenes[size_t(random.below(int64_t(scenes.size())))])
        drawn.push_back(all[photo]);
    }
    const double value = precision_of(drawn, protocol, overlap).value;
    if (!std::isnan(value)) values.push_back(value);
  }
  const double none = std::numeric_limits<double>::quiet_NaN();
  if (values.empty()) return {none, none};
  std::ranges::sort(values);
  const auto outside = values.size() / 40;
  return {values[outside], values[values.size() - 1 - outside]};
}

}  // namespace lowlight::metrics
