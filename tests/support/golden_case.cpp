#include "support/golden_case.h"

#include <algorithm>
#include <cstdio>

#include "lowlight/io/safetensors.h"
#include "support/tensor_compare.h"

namespace lowlight::test {
namespace {

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.rfind(prefix, 0) == 0;
}

void compare(CaseReport& report,
             const std::string& name,
             const at::Tensor& found,
             const at::Tensor& expected) {
  const bool exact = expected.defined() && !expected.is_floating_point();
  const double error = mixed_error(found, expected);
  if (report.worst_tensor.empty() || error > report.worst_error) {
    report.worst_tensor = name;
    report.worst_error = error;
  }
  if (error <= (exact ? 0 : report.tolerance)) return;
  std::ostringstream problem;
  problem << name << ": error " << error << ", got "
          << (found.defined() ? found.sizes() : at::IntArrayRef{}) << " for " << expected.sizes();
  report.problems.push_back(problem.str());
}

void compare_outputs(CaseReport& report, const GoldenCase& golden, const NamedTensors& outputs) {
  for (const auto& [name, expected] : golden.tensors) {
    if (!starts_with(name, "out.")) continue;
    const auto found = outputs.find(name.substr(4));
    if (found == outputs.end()) {
      report.problems.push_back(name + ": the runner gives no such output");
    } else {
      compare(report, name, found->second, expected);
    }
  }
  for (const auto& [name, tensor] : outputs) {
    if (!golden.tensors.count("out." + name)) {
      report.problems.push_back("out." + name + ": the case has no such output");
    }
  }
}

void compare_gradients(CaseReport& report,
                       const GoldenCase& golden,
                       const NamedTensors& outputs,
                       const NamedTensors& leaves) {
  at::Tensor total;
  for (const auto& [name, output] : outputs) {
    const auto probe = golden.tensors.find("probe." + name);
    if (probe == golden.tensors.end()) continue;
    const auto part = (output * probe->second).sum();
    total = total.defined() ? total + part : part;
  }
  if (total.defined()) total.backward();
  for (const auto& [name, expected] : golden.tensors) {
    if (!starts_with(name, "grad.")) continue;
    const auto leaf = leaves.find(name.substr(5));
    if (leaf == leaves.end()) {
      report.problems.push_back(name + ": the runner binds no such tensor");
      continue;
    }
    const auto gradient = leaf->second.grad();
    compare(report, name, gradient.defined() ? gradient : torch::zeros_like(expected), expected);
  }
}

}  // namespace

GoldenCase::GoldenCase(const std::filesystem::path& file) : name(file.stem().string()) {
  auto content = io::read_safetensors(file);
  tensors = std::move(content.tensors);
  kind = content.metadata.at("case");
  config = nlohmann::json::parse(content.metadata.at("config"));
  tolerance = std::stod(content.metadata.at("tolerance"));
  for (const auto& [key, tensor] : tensors) {
    if (!starts_with(key, "in.") && !starts_with(key, "param.")) continue;
    leaves_[key] = tensor.clone().requires_grad_(tensors.count("grad." + key) > 0);
  }
}

bool GoldenCase::has_input(const std::string& input_name) const {
  return leaves_.count("in." + input_name) > 0;
}

at::Tensor GoldenCase::input(const std::string& input_name) const {
  return has_input(input_name) ? leaves_.at("in." + input_name) : at::Tensor();
}

at::Tensor GoldenCase::parameter(const std::string& parameter_name) const {
  const auto found = leaves_.find("param." + parameter_name);
  return found == leaves_.end() ? at::Tensor() : found->second;
}

NamedTensors GoldenCase::parameters() const {
  NamedTensors result;
  for (const auto& [key, leaf] : leaves_) {
    if (starts_with(key, "param.")) result[key.substr(6)] = leaf;
  }
  return result;
}

void GoldenCase::load_into(torch::nn::Module& module) {
  auto given = parameters();
  torch::NoGradGuard no_grad;
  for (auto& entry : module.named_parameters()) {
    const auto found = given.find(entry.key());
    TORCH_CHECK(found != given.end(), "the case has no parameter ", entry.key());
    TORCH_CHECK(found->second.sizes() == entry.value().sizes(),
                entry.key(),
                " must be ",
                entry.value().sizes(),
                ", the case has ",
                found->second.sizes());
    entry.value().copy_(found->second);
    bind_parameter(entry.key(), entry.value());
    given.erase(found);
  }
  TORCH_CHECK(given.empty(), "the module has no parameter ", given.begin()->first);
}

void GoldenCase::bind_parameter(const std::string& parameter_name, const at::Tensor& leaf) {
  leaves_["param." + parameter_name] = leaf;
}

std::string CaseReport::text() const {
  char numbers[96];
  std::snprintf(numbers, sizeof numbers, "%.2e of %.0e", worst_error, tolerance);
  std::string result = (passed() ? "pass " : "FAIL ") + name + ": worst " +
                       (worst_tensor.empty() ? "-" : worst_tensor) + ", " + numbers;
  for (const auto& problem : problems) result += "\n     " + problem;
  return result;
}

CaseReport run_golden_case(GoldenCase& golden, const std::vector<GoldenRunner>& runners) {
  CaseReport report{golden.name, "", 0, golden.tolerance, {}};
  const auto runner =
      std::find_if(runners.begin(), runners.end(), [&](const GoldenRunner& candidate) {
        return candidate.kind == golden.kind;
      });
  if (runner == runners.end()) {
    report.problems.push_back("no runner knows the kind '" + golden.kind + "'");
    return report;
  }
  try {
    const auto outputs = runner->run(golden);
    compare_outputs(report, golden, outputs);
    compare_gradients(report, golden, outputs, golden.leaves());
  } catch (const c10::Error& error) {
    report.problems.push_back(error.what_without_backtrace());
  } catch (const std::exception& error) {
    report.problems.push_back(error.what());
  }
  return report;
}

std::vector<std::filesystem::path> golden_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace lowlight::test
