#include "doctor/mask_evidence.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace lowlight::doctor {
namespace {

bool reads(const Operation& operation, int64_t value) {
  return std::any_of(operation.inputs.begin(), operation.inputs.end(), [&](const auto& input) {
    return input.value == value;
  });
}

/// A quotient of something and a sum of mask values: the ratio of a partial convolution.
bool is_ratio(const Evidence& e, int64_t value) {
  const auto* maker = e.maker(value);
  if (!maker || maker->backward) return false;
  const auto name = plain_name(*maker);
  const auto by = maker->input(name == "aten::div" ? "other" : "self");
  return (name == "aten::div" || name == "aten::reciprocal") && by >= 0 && e.value(by).is_mask();
}

/// Operators that show the same mask in another size, shape or type.
bool reshapes(const Operation& operation) {
  constexpr const char* kParts[] = {"pool",
                                    "upsample",
                                    "view",
                                    "expand",
                                    "slice",
                                    "pad",
                                    "squeeze",
                                    "_to_copy",
                                    "clone",
                                    "repeat",
                                    "permute",
                                    "transpose",
                                    "cat"};
  return std::any_of(std::begin(kParts), std::end(kParts), [&](const char* part) {
    return operation.name.find(part) != std::string::npos;
  });
}

}  // namespace

double window_of(const Evidence& e, const Operation& ratio) {
  if (plain_name(ratio) == "aten::reciprocal") return 1;
  return e.value(ratio.input("self")).statistics.maximum;
}

int64_t ratio_behind(const Evidence& e, int64_t value, int depth) {
  if (value < 0 || depth == 0 || !e.value(value).is_mask()) return -1;
  if (is_ratio(e, value)) return value;
  const auto* maker = e.maker(value);
  if (!maker) return -1;
  for (const auto& input : maker->inputs) {
    const auto found = ratio_behind(e, input.value, depth - 1);
    if (found >= 0) return found;
  }
  return -1;
}

int64_t divisor_of(const Operation& ratio) {
  return ratio.input(plain_name(ratio) == "aten::div" ? "other" : "self");
}

bool has_full_window(const Evidence& e, const Operation& convolution, const Operation& ratio) {
  const auto& shape = e.value(convolution.input("weight")).statistics.shape;
  if (shape.size() < 3) return false;
  double window = 1;
  for (size_t i = 2; i < shape.size(); ++i) window *= double(shape[i]);
  const double most = e.value(divisor_of(ratio)).statistics.maximum;
  const auto equals = [&](double sum) { return std::abs(most / sum - 1) <= kMaskTolerance; };
  return equals(window) || equals(window * double(shape[1]));
}

bool multiplies_data(const Evidence& e, const Operation& operation, int64_t mask) {
  const auto name = plain_name(operation);
  if (operation.backward || (name != "aten::mul" && name != "lowlight::rescale_valid"))
    return false;
  return std::any_of(operation.inputs.begin(), operation.inputs.end(), [&](const auto& input) {
    return input.value != mask && e.value(input.value).from_data;
  });
}

bool acts_as_mask(const Evidence& e, int64_t value, int depth) {
  for (const auto& operation : e.trace.operations) {
    if (operation.backward || !reads(operation, value)) continue;
    if (is_convolution(operation) || multiplies_data(e, operation, value)) return true;
    if (!reshapes(operation) || depth == 0) continue;
    for (const auto output : operation.outputs)
      if (acts_as_mask(e, output, depth - 1)) return true;
  }
  return false;
}

int64_t weight_that_sums_masks(const Evidence& e, const Operation& operation) {
  if (!is_convolution(operation)) return -1;
  const auto input = operation.input("input"), weight = operation.input("weight");
  if (input < 0 || weight < 0 || !e.value(input).is_mask()) return -1;
  return e.value(weight).memory >= 0 && e.value(weight).from_weights ? weight : -1;
}

const Operation* convolution_of_data(const Evidence& e, int64_t memory) {
  for (const auto& operation : e.trace.operations) {
    const auto input = operation.input("input"), weight = operation.input("weight");
    if (is_convolution(operation) && input >= 0 && weight >= 0 && e.value(input).from_data &&
        e.value(weight).memory == memory) {
      return &operation;
    }
  }
  return nullptr;
}

bool divides(const Evidence& e, int64_t value, int depth) {
  for (const auto& operation : e.trace.operations) {
    if (operation.backward || !reads(operation, value)) continue;
    const auto name = plain_name(operation);
    if (name == "aten::reciprocal" || (name == "aten::div" && operation.input("other") == value))
      return true;
    if (depth == 0 || !e.value(operation.outputs.front()).is_mask()) continue;
    if (divides(e, operation.outputs.front(), depth - 1)) return true;
  }
  return false;
}

}  // namespace lowlight::doctor
