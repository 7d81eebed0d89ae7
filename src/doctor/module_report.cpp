#include "lowlight/doctor/module_report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace lowlight::doctor {
namespace {

/// Stands for weights of the network itself, and for what comes before any weight.
constexpr const char* kNetwork = "(network)";

std::string row_of(const Operation& operation) {
  if (!operation.term.empty()) return "loss " + operation.term;
  return operation.module.empty() ? kNetwork : operation.module;
}

bool is_map(const Value& value) {
  return value.from_data && !value.statistics.shape.empty() &&
         (value.statistics.type == "Float" || value.statistics.type == "Double" ||
          value.statistics.type == "Half" || value.statistics.type == "BFloat16");
}

/// Layers that normalise return their statistics beside the map.
bool is_result(const Operation& operation, int64_t output) {
  return output == operation.outputs.front() || operation.name.find("norm") == std::string::npos;
}

class Reporter {
 public:
  explicit Reporter(const Trace& trace, int64_t producer) : trace_(trace), producer_(producer) {
    for (const auto& operation : trace.operations) {
      for (const auto& input : operation.inputs)
        if (!operation.backward) readers_[input.value].insert(row_of(operation));
    }
  }

  std::vector<ModuleReport> reports() {
    for (size_t i = 0; i < trace_.operations.size(); ++i) read(int64_t(i));
    for (const auto& value : trace_.values) {
      if (value.origin == Origin::parameter) add_weight(value);
    }
    return std::move(reports_);
  }

 private:
  ModuleReport& report_of(const std::string& name) {
    for (auto& report : reports_)
      if (report.name == name) return report;
    reports_.emplace_back();
    reports_.back().name = name;
    return reports_.back();
  }

  void read(int64_t index) {
    const auto& operation = trace_.operations[size_t(index)];
    auto& report = report_of(row_of(operation));
    ++report.operations;
    for (const auto output : operation.outputs) {
      const auto& value = trace_.values[size_t(output)];
      report.bad_values += !value.statistics.finite();
      if (operation.backward) continue;
      if (value.is_mask()) add_mask(report, value.statistics);
      if (is_map(value) && leaves(output, report.name) && is_result(operation, output))
        add_output(report, value.statistics);
    }
    if (report.bad_values > 0 && report.role == Role::healthy) report.role = Role::passer_on;
    if (index == producer_) report.role = Role::producer;
    if (operation.backward) return;
    for (const auto& input : operation.inputs) add_input(report, input.value);
  }

  bool leaves(int64_t value, const std::string& module) const {
    const auto readers = readers_.find(value);
    return readers == readers_.end() || readers->second.size() > 1 ||
           !readers->second.contains(module);
  }

  void add_input(ModuleReport& report, int64_t index) const {
    const auto& value = trace_.values[size_t(index)];
    const bool inside =
        value.producer >= 0 && row_of(trace_.operations[size_t(value.producer)]) == report.name;
    if (inside || !is_map(value)) return;
    report.input_magnitude = std::max(report.input_magnitude, value.statistics.magnitude());
  }

  static void add_output(ModuleReport& report, const TensorStatistics& statistics) {
    report.output = statistics;
    report.output_magnitude = std::max(report.output_magnitude, statistics.magnitude());
    if (statistics.shape.size() >= 2 && statistics.shape[1] > 0)
      report.dead_share = double(statistics.dead_channels) / double(statistics.shape[1]);
  }

  static void add_mask(ModuleReport& report, const TensorStatistics& mask) {
    if (mask.count == 0) return;
    const double coverage = 1 - double(mask.zeros) / double(mask.count);
    report.coverage = std::min(report.coverage.value_or(1), coverage);
    auto& range = report.mask_range;
    if (!range) range = {mask.minimum, mask.maximum};
    range = {std::min(range->first, mask.minimum), std::max(range->second, mask.maximum)};
  }

  void add_weight(const Value& value) {
    WeightReport weight{value.name, value.statistics, {}};
    const auto gradient = trace_.gradients.find(value.name);
    if (gradient != trace_.gradients.end() && gradient->second >= 0)
      weight.gradient = trace_.values[size_t(gradient->second)].statistics;
    report_of(value.owner.empty() ? kNetwork : value.owner).weights.push_back(std::move(weight));
  }

  const Trace& trace_;
  int64_t producer_;
  std::map<int64_t, std::set<std::string>> readers_;
  std::vector<ModuleReport> reports_;
};

}  // namespace

double ModuleReport::growth() const {
  return input_magnitude > 0 ? output_magnitude / input_magnitude : 0;
}

double ModuleReport::gradient_norm() const {
  double squares = 0;
  for (const auto& weight : weights) {
    if (!weight.gradient) continue;
    const auto& gradient = *weight.gradient;
    const double root_mean_square = std::hypot(gradient.mean, gradient.deviation);
    squares += root_mean_square * root_mean_square * double(gradient.count);
  }
  return std::sqrt(squares);
}

std::vector<ModuleReport> module_reports(const Trace& trace, int64_t producer) {
  return Reporter(trace, producer).reports();
}

}  // namespace lowlight::doctor
