#include "doctor/attribution.h"

#include <algorithm>
#include <set>

namespace lowlight::doctor {
namespace {

std::string module_of_weight(const std::string& weight) {
  const auto dot = weight.rfind('.');
  return dot == std::string::npos ? "" : weight.substr(0, dot);
}

/// "encoder" for "encoder.high" and "encoder.low".
std::string common_ancestor(const std::string& a, const std::string& b) {
  if (a == b) return a;
  size_t end = 0;
  for (size_t i = 0; i <= std::min(a.size(), b.size()); ++i) {
    const bool a_ends = i == a.size() || a[i] == '.', b_ends = i == b.size() || b[i] == '.';
    if (a_ends && b_ends) end = i;
    if (i == a.size() || i == b.size() || a[i] != b[i]) break;
  }
  return a.substr(0, end);
}

void mark_source(Value& value, const std::vector<std::string>& masks) {
  const bool weight = value.origin == Origin::parameter || value.origin == Origin::buffer;
  const bool mask = std::find(masks.begin(), masks.end(), value.name) != masks.end();
  value.from_weights = weight;
  value.from_mask = value.origin == Origin::batch && mask;
  value.from_data = value.origin == Origin::batch && !mask;
  if (weight) value.owner = module_of_weight(value.name);
}

bool only_weights(const Value& value) {
  return value.from_weights && !value.from_data && !value.from_mask;
}

/// The module whose weights an operation reads; false where it reads none.
bool find_owner(const Operation& operation, const Trace& trace, std::string& owner) {
  bool found = false;
  for (const auto& input : operation.inputs) {
    const auto& value = trace.values[size_t(input.value)];
    if (!only_weights(value)) continue;
    owner = found ? common_ancestor(owner, value.owner) : value.owner;
    found = true;
  }
  return found;
}

void attribute_forward(Operation& operation, Trace& trace) {
  operation.after = !find_owner(operation, trace, operation.module);
  int64_t latest = -1;
  Value made;
  for (const auto& input : operation.inputs) {
    const auto& value = trace.values[size_t(input.value)];
    made.from_data |= value.from_data;
    made.from_mask |= value.from_mask;
    made.from_weights |= value.from_weights;
    latest = std::max(latest, value.producer);
  }
  if (operation.after && latest >= 0) operation.module = trace.operations[size_t(latest)].module;
  for (const auto output : operation.outputs) {
    auto& value = trace.values[size_t(output)];
    value.from_data = made.from_data;
    value.from_mask = made.from_mask;
    value.from_weights = made.from_weights;
    if (only_weights(made)) value.owner = operation.module;
  }
}

/// Walks back from the terms: which of them does each operation lead to, and past which is there no
/// weight any more?
void attribute_terms(Trace& trace) {
  std::vector<std::set<std::string>> leads_to(trace.operations.size());
  std::vector<bool> before_weights(trace.operations.size(), false);
  for (const auto& [name, value] : trace.terms) {
    if (name == "total" || value < 0) continue;
    const auto producer = trace.values[size_t(value)].producer;
    if (producer >= 0) leads_to[size_t(producer)].insert(name);
  }
  for (size_t i = trace.operations.size(); i-- > 0;) {
    auto& operation = trace.operations[i];
    if (operation.backward) continue;
    if (operation.after && !before_weights[i] && leads_to[i].size() == 1)
      operation.term = *leads_to[i].begin();
    for (const auto& input : operation.inputs) {
      const auto producer = trace.values[size_t(input.value)].producer;
      if (producer < 0 || producer >= int64_t(i)) continue;
      leads_to[size_t(producer)].insert(leads_to[i].begin(), leads_to[i].end());
      if (!operation.after || before_weights[i]) before_weights[size_t(producer)] = true;
    }
  }
}

/// The operation whose gradient is computed; for a sum of gradients, the one its latest summand
/// came from.
const Operation* place_of_gradient(const Operation& operation, const Trace& trace) {
  if (operation.forward >= 0) return &trace.operations[size_t(operation.forward)];
  int64_t latest = -1;
  for (const auto& input : operation.inputs)
    latest = std::max(latest, trace.values[size_t(input.value)].producer);
  return latest < 0 ? nullptr : &trace.operations[size_t(latest)];
}

}  // namespace

void attribute(Trace& trace, const std::vector<std::string>& masks) {
  for (auto& value : trace.values) {
    if (value.producer < 0) mark_source(value, masks);
  }
  for (auto& operation : trace.operations) {
    if (!operation.backward) attribute_forward(operation, trace);
  }
  attribute_terms(trace);
  for (auto& operation : trace.operations) {
    const auto* place = operation.backward ? place_of_gradient(operation, trace) : nullptr;
    if (!place) continue;
    operation.module = place->module;
    operation.after = place->after;
    operation.term = place->term;
  }
}

}  // namespace lowlight::doctor
