// Causes that lie in boxes and in what is compared with them.
#include <ATen/ATen.h>

#include <algorithm>

#include "doctor/causes.h"
#include "lowlight/core/value_text.h"

namespace lowlight::doctor {
namespace {

// Shares of a picture reach 1; boxes may stick out of it a little. A pixel box that is worth
// looking at is larger.
constexpr double kMostShare = 1.5, kLeastPixels = 16;

/// Rows [x, y, right, bottom] or [x, y, width, height] (which, the most of them tell) without area.
at::Tensor without_area(const at::Tensor& boxes) {
  const auto corners = boxes.slice(1, 0, 2), ends = boxes.slice(1, 2, 4);
  const auto ordered = (ends > corners).all(1);
  const bool two_corners = 2 * ordered.sum().item<int64_t>() >= boxes.size(0);
  const auto empty = (ends <= 0).any(1) | (ends == corners).all(1);
  return two_corners ? empty | ordered.logical_not() : empty;
}

bool holds_boxes(const at::Tensor& tensor) {
  return tensor.defined() && tensor.dim() >= 2 && tensor.size(-1) == 4;
}

/// The name of a tensor of boxes in the batch that `fits`, or "".
template <class Fits>
std::string boxes_in_batch(const Evidence& e, const Fits& fits) {
  for (const auto& [name, tensor] : e.patient.subject.batch) {
    if (holds_boxes(tensor) && fits(tensor)) return name;
  }
  return "";
}

bool is_in_shares(const TensorStatistics& side) {
  return side.count > 0 && side.magnitude() > 0 && side.magnitude() <= kMostShare;
}

/// The sides of two boxes are compared, one of them in shares and the other in pixels.
bool compares_units(const Evidence& e, const Operation& operation) {
  const auto name = plain_name(operation);
  if (operation.backward || (name != "aten::minimum" && name != "aten::maximum")) return false;
  const auto self = operation.input("self"), other = operation.input("other");
  if (self < 0 || other < 0) return false;
  if (!e.value(self).from_data && !e.value(other).from_data) return false;
  const auto &a = e.value(self).statistics, &b = e.value(other).statistics;
  const auto apart = [](const TensorStatistics& shares, const TensorStatistics& pixels) {
    return is_in_shares(shares) && pixels.finite() && pixels.magnitude() >= kLeastPixels;
  };
  return apart(a, b) || apart(b, a);
}

}  // namespace

std::optional<Finding> zero_area_box(const Evidence& e) {
  const bool fits = e.symptom == Symptom::log_of_zero || e.symptom == Symptom::log_of_negative ||
                    e.symptom == Symptom::division_by_zero || e.symptom == Symptom::root_at_zero;
  if (!fits) return std::nullopt;
  for (size_t i = 0; i < e.upstream.size(); ++i) {
    const auto& value = e.value(int64_t(i));
    if (!e.upstream[i] || value.origin != Origin::batch || value.statistics.shape.size() < 2 ||
        value.statistics.shape.back() != 4) {
      continue;
    }
    for (const auto& [name, tensor] : e.patient.subject.batch) {
      if (name != value.name) continue;
      const auto boxes = tensor.to(at::kCPU, at::kDouble).reshape({-1, 4});
      const auto flat = without_area(boxes);
      const auto count = flat.sum().item<int64_t>();
      if (count == 0) continue;
      const auto first = flat.nonzero()[0].item<int64_t>();
      const auto each = std::max<int64_t>(1, boxes.size(0) / std::max<int64_t>(1, tensor.size(0)));
      const auto box = boxes[first];
      return Finding{
          "zero_area_box",
          "A box of the batch has no area: " + e.sample_text(first / each),
          {std::to_string(count) + " of " + std::to_string(boxes.size(0)) + " boxes in " + name +
               ", the first [" + number_text(box[0].item<double>(), 6) + ", " +
               number_text(box[1].item<double>(), 6) + ", " +
               number_text(box[2].item<double>(), 6) + ", " +
               number_text(box[3].item<double>(), 6) + "]",
           "its size reaches " + place_of_producer(e)},
          "Refuse boxes with width or height ≤ 0 when annotations are loaded, and draw "
          "the sample again where none is left."};
    }
  }
  return std::nullopt;
}

std::optional<Finding> boxes_in_other_units(const Evidence& e) {
  if (e.symptom != Symptom::none) return std::nullopt;
  const auto boxes = boxes_in_batch(e, [](const at::Tensor& tensor) { return tensor.numel() > 0; });
  const auto found = std::ranges::find_if(
      e.trace.operations, [&](const auto& operation) { return compares_units(e, operation); });
  if (boxes.empty() || found == e.trace.operations.end()) return std::nullopt;
  const auto& a = e.value(found->input("self")).statistics;
  const auto& b = e.value(found->input("other")).statistics;
  return Finding{
      "boxes_in_other_units",
      "Boxes in shares of the picture are compared with boxes in pixels",
      {"in " + place_text(*found, e.trace),
       "sides of one reach " + number_text(a.magnitude(), 6) + ", of the other " +
           number_text(b.magnitude(), 6),
       "the batch has boxes in " + boxes},
      "Carry the unit in the type (detection/boxes.h), or convert where boxes are loaded: "
      "no overlap is found this way, and nothing is learned."};
}

std::optional<Finding> no_box_in_labels(const Evidence& e) {
  if (e.symptom != Symptom::empty_mean && e.symptom != Symptom::division_by_zero)
    return std::nullopt;
  const auto boxes =
      boxes_in_batch(e, [](const at::Tensor& tensor) { return tensor.numel() == 0; });
  if (boxes.empty()) return std::nullopt;
  return Finding{
      "no_box_in_labels",
      "The labels of the batch hold no box",
      {boxes + " has no row", "something is divided by their number in " + place_of_producer(e)},
      "Divide by max(number, 1), and let pictures without boxes teach background alone; "
      "a set without any box is not worth training on."};
}

}  // namespace lowlight::doctor
