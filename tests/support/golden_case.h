// A golden case: what to build, its weights and inputs, and the outputs and gradients it must give.
//
// A case is a safetensors file. Metadata: "case" (the kind), "config" (JSON), "tolerance". Tensors:
// in.*, param.*, out.*, probe.* and grad.*, the gradient of sum(out.x · probe.x) over all x with a
// probe.
#pragma once

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lowlight::test {

using NamedTensors = std::map<std::string, at::Tensor>;

class GoldenCase {
 public:
  explicit GoldenCase(const std::filesystem::path& file);

  std::string name;
  std::string kind;
  nlohmann::json config;
  double tolerance = 0;

  /// in.<name>: a leaf whose gradient is compared where the case has one; undefined where the case
  /// has no such input.
  at::Tensor input(const std::string& input_name) const;
  bool has_input(const std::string& input_name) const;
  /// param.<name>, likewise.
  at::Tensor parameter(const std::string& parameter_name) const;
  /// All param.*, without the prefix.
  NamedTensors parameters() const;

  /// Copies param.* into a module's parameters of the same names and has their gradients compared.
  /// The names and shapes must match one to one.
  void load_into(torch::nn::Module& module);
  /// Has the gradient of `leaf` compared with grad.param.<name>.
  void bind_parameter(const std::string& parameter_name, const at::Tensor& leaf);

  /// All in.* and param.*, by their full names.
  const NamedTensors& leaves() const { return leaves_; }

  /// The tensors of the file; a test of the harness may spoil one.
  NamedTensors tensors;

 private:
  NamedTensors leaves_;
};

/// Runs a kind of case: builds it from the config, loads it, returns its outputs by name
/// (out.<name>).
struct GoldenRunner {
  std::string kind;
  std::function<NamedTensors(GoldenCase&)> run;
};

/// How a case went. The error of a tensor is max |a − b| / max(1, |b|, rms(b)) over its elements
/// (tensor_compare.h); integers must be equal.
struct CaseReport {
  std::string name;
  std::string worst_tensor;
  double worst_error = 0;
  double tolerance = 0;
  std::vector<std::string> problems;  ///< all that is wrong; empty: passed

  bool passed() const { return problems.empty(); }
  /// One line: verdict, name, worst tensor, its error, the tolerance; then the problems, a line
  /// each.
  std::string text() const;
};

/// Runs the case with the runner of its kind and compares outputs and gradients. A kind without a
/// runner, an output too many or too few, an exception: all are problems.
CaseReport run_golden_case(GoldenCase& golden, const std::vector<GoldenRunner>& runners);

/// The *.safetensors of a folder, by name.
std::vector<std::filesystem::path> golden_files(const std::filesystem::path& folder);

}  // namespace lowlight::test
