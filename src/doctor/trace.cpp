#include "lowlight/doctor/trace.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>
#include <torch/nn/module.h>

#include "doctor/attribution.h"
#include "doctor/recorder.h"

namespace lowlight::doctor {
namespace {

std::string full_name(const NamedModule& module, const std::string& name) {
  return module.first.empty() ? name : module.first + "." + name;
}

/// Puts gradients aside and brings them back, whatever happens in between.
class GradientsAside {
 public:
  explicit GradientsAside(const std::vector<NamedModule>& modules) {
    for (const auto& module : modules) {
      for (const auto& parameter : module.second->parameters()) {
        kept_.emplace_back(parameter, parameter.grad());
        kept_.back().first.mutable_grad() = at::Tensor();
      }
    }
  }
  ~GradientsAside() {
    for (auto& [parameter, gradient] : kept_) parameter.mutable_grad() = gradient;
  }
  GradientsAside(const GradientsAside&) = delete;
  GradientsAside& operator=(const GradientsAside&) = delete;

 private:
  std::vector<std::pair<at::Tensor, at::Tensor>> kept_;
};

void name_tensors(const Subject& subject, Recorder& recorder) {
  for (const auto& [name, tensor] : subject.batch)
    recorder.name_tensor(tensor, name, Origin::batch);
  for (const auto& module : subject.modules) {
    for (const auto& item : module.second->named_parameters())
      recorder.name_tensor(item.value(), full_name(module, item.key()), Origin::parameter);
    for (const auto& item : module.second->named_buffers())
      recorder.name_tensor(item.value(), full_name(module, item.key()), Origin::buffer);
  }
}

/// Registered names by the memory they stand for, those of one memory together.
std::vector<std::vector<std::string>> shared_names(const std::vector<NamedModule>& modules) {
  std::map<const void*, std::vector<std::string>> names;
  for (const auto& module : modules) {
    const auto add = [&](const auto& items) {
      for (const auto& item : items) {
        if (item.value().numel() == 0) continue;
        names[item.value().const_data_ptr()].push_back(full_name(module, item.key()));
      }
    };
    add(module.second->named_parameters());
    add(module.second->named_buffers());
  }
  std::vector<std::vector<std::string>> shared;
  for (auto& [address, same] : names) {
    if (same.size() > 1) shared.push_back(std::move(same));
  }
  return shared;
}

bool can_go_back(const at::Tensor& total) {
  return total.defined() && total.requires_grad() && all_finite({{"total", total}});
}

/// Runs the step; what it threw is the answer, "" for nothing.
std::string run_step(const Subject& subject, Recorder& recorder, LossValues& losses, bool& back) {
  try {
    losses = subject.losses();
    if (!can_go_back(losses.total)) return "";
    recorder.begin_backward();
    losses.total.backward();
    back = true;
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "";
}

}  // namespace

int64_t Operation::input(const std::string& argument) const {
  for (const auto& candidate : inputs) {
    if (candidate.name == argument) return candidate.value;
  }
  return -1;
}

Trace observe(const Subject& subject) {
  const GradientsAside aside(subject.modules);
  Recorder recorder;
  name_tensors(subject, recorder);
  LossValues losses;
  bool back = false;
  const auto error = run_step(subject, recorder, losses, back);
  std::map<std::string, int64_t> terms, gradients;
  for (const auto& term : losses.terms) terms[term.name] = recorder.value_of(term.value);
  if (losses.total.defined()) terms["total"] = recorder.value_of(losses.total);
  for (const auto& module : subject.modules) {
    for (const auto& item : module.second->named_parameters()) {
      if (item.value().grad().defined())
        gradients[full_name(module, item.key())] = recorder.value_of(item.value().grad());
    }
  }
  auto trace = recorder.take();
  trace.terms = std::move(terms);
  trace.gradients = std::move(gradients);
  trace.shared = shared_names(subject.modules);
  trace.error = error;
  trace.backward_ran = back;
  attribute(trace, subject.masks);
  return trace;
}

std::string place_text(const Operation& operation, const Trace& trace) {
  const auto module = operation.module.empty() ? "" : operation.module;
  std::string place;
  if (!operation.term.empty()) {
    place = "loss term " + operation.term + (module.empty() ? "" : ", after " + module);
  } else if (module.empty()) {
    place = operation.after ? "what comes before all modules" : "the network itself";
  } else {
    place = (operation.after ? "what follows " : "") + module;
  }
  if (!operation.backward) return operation.name + " in " + place;
  const auto gradient = operation.forward < 0
                            ? "a sum of gradients"
                            : "the gradient of " + trace.operations[size_t(operation.forward)].name;
  return operation.name + " in " + gradient + " in " + place;
}

}  // namespace lowlight::doctor
