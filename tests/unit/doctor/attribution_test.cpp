#include "doctor/attribution.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace lowlight::doctor;

namespace {

/// A trace that is written down by hand: sources first, then operations.
struct Written {
  Trace trace;

  int64_t source(const std::string& name, Origin origin) {
    trace.values.push_back({.name = name, .origin = origin});
    return int64_t(trace.values.size()) - 1;
  }
  /// An operation that reads the values; what it makes.
  int64_t operation(const std::vector<int64_t>& inputs, bool backward = false, int64_t of = -1) {
    Operation operation{.backward = backward, .forward = of};
    for (const auto value : inputs) operation.inputs.push_back({"x", value});
    const auto index = int64_t(trace.operations.size());
    trace.values.push_back({.producer = index});
    operation.outputs = {int64_t(trace.values.size()) - 1};
    trace.operations.push_back(operation);
    return operation.outputs.front();
  }
  const Operation& maker(int64_t value) const {
    return trace.operations[size_t(trace.values[size_t(value)].producer)];
  }
};

}  // namespace

TEST_CASE("Values know whether they come from pictures, masks or weights") {
  Written step;
  const auto image = step.source("image", Origin::batch), mask = step.source("mask", Origin::batch);
  const auto weight = step.source("head.weight", Origin::parameter);
  const auto masked = step.operation({image, mask}), made = step.operation({masked, weight}),
             share = step.operation({mask});
  attribute(step.trace, {"mask"});
  const auto& values = step.trace.values;
  CHECK(values[size_t(image)].from_data);
  CHECK_FALSE(values[size_t(mask)].from_data);
  CHECK(values[size_t(share)].is_mask());
  CHECK_FALSE(values[size_t(masked)].is_mask());
  CHECK(values[size_t(made)].from_weights);
  CHECK_FALSE(values[size_t(masked)].from_weights);
}

TEST_CASE("An operation belongs to the module whose weights it reads or to the common ancestor") {
  Written step;
  const auto image = step.source("image", Origin::batch);
  const auto high = step.source("encoder.high.weight", Origin::parameter),
             low = step.source("encoder.low.weight", Origin::parameter),
             other = step.source("encodes.weight", Origin::parameter);
  const auto one = step.operation({image, high}), both = step.operation({one, high, low}),
             apart = step.operation({both, high, other});
  attribute(step.trace, {});
  CHECK(step.maker(one).module == "encoder.high");
  CHECK(step.maker(both).module == "encoder");
  CHECK(step.maker(apart).module.empty());
  CHECK_FALSE(step.maker(both).after);
}

TEST_CASE("Without weights an operation follows its latest input, and past all weights its term") {
  Written step;
  const auto image = step.source("image", Origin::batch),
             weight = step.source("head.weight", Origin::parameter);
  const auto made = step.operation({image, weight}), shown = step.operation({made}),
             l1 = step.operation({shown}), ssim = step.operation({shown}),
             total = step.operation({l1, ssim});
  step.trace.terms = {{"l1", l1}, {"ssim", ssim}, {"total", total}};
  attribute(step.trace, {});
  CHECK(step.maker(shown).module == "head");
  CHECK(step.maker(shown).after);
  CHECK(step.maker(shown).term.empty());
  CHECK(step.maker(l1).term == "l1");
  CHECK(step.maker(ssim).term == "ssim");
  CHECK(step.maker(made).term.empty());
}

TEST_CASE("A gradient is where the operation is whose gradient it is") {
  Written step;
  const auto image = step.source("image", Origin::batch),
             weight = step.source("head.weight", Origin::parameter);
  const auto made = step.operation({image, weight}), term = step.operation({made});
  step.trace.terms = {{"l1", term}};
  const auto of_term = step.operation({term}, true, 1),
             of_made = step.operation({of_term}, true, 0), sum = step.operation({of_made}, true);
  attribute(step.trace, {});
  CHECK(step.maker(of_term).term == "l1");
  CHECK(step.maker(of_made).module == "head");
  CHECK(step.maker(of_made).term.empty());
  CHECK(step.maker(sum).module == "head");
}
