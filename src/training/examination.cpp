#include "training/examination.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <functional>

#include "training/random_state.h"

namespace lowlight::training {
namespace {

std::vector<std::string> masks_in(const io::NamedTensors& batch) {
  std::vector<std::string> masks;
  for (const auto& [name, tensor] : batch) {
    if (name.ends_with("mask")) masks.push_back(name);
  }
  return masks;
}

/// `batch` lies on the device and must outlive what is returned.
std::function<doctor::LossValues()> losses_in(Precision precision,
                                              Learner& learner,
                                              const Batch& batch) {
  return [&learner, &batch, precision] {
    auto terms = losses_of(learner, batch, precision);
    return doctor::LossValues{total_of(terms), terms};
  };
}

/// `batch` lies on the device and must outlive the subject.
doctor::Subject subject_of(Learner& learner, const Batch& batch) {
  doctor::Subject subject;
  subject.modules = {{"", &learner.task.trained()}};
  for (const auto& module : learner.task.fixed_modules()) subject.modules.push_back(module);
  subject.batch.assign(batch.tensors.begin(), batch.tensors.end());
  subject.masks = masks_in(batch.tensors);
  subject.losses = losses_in(learner.precision, learner, batch);
  return subject;
}

/// The step of the capsule again, by the weights that the learner has.
doctor::Diagnosis diagnosed(Learner& learner, const doctor::Capsule& capsule) {
  const auto batch = moved({capsule.batch, capsule.files}, learner.device);
  set_random_state(capsule.random, learner.device);
  doctor::Patient patient{.subject = subject_of(learner, batch),
                          .files = capsule.files,
                          .tripped = capsule.tripped,
                          .history = capsule.history,
                          .units = learner.task.units()};
  if (learner.precision == Precision::bfloat16) {
    patient.in_float = [&, losses = losses_in(Precision::float32, learner, batch)] {
      set_random_state(capsule.random, learner.device);
      return losses();
    };
  }
  return doctor::diagnose(patient);
}

}  // namespace

Examination examine(Learner& learner,
                    const std::vector<Batch>& parts,
                    const Step& step,
                    const std::string& config,
                    const doctor::History& history) {
  const auto now = random_state(learner.device);
  Examination found;
  auto& capsule = found.capsule;
  capsule.step = step.number - 1;
  capsule.config = config;
  capsule.tripped = joined(step.culprits);
  capsule.history = history;
  if (!history.learning_rates.empty()) {
    const double rate = history.learning_rates.back();
    capsule.history.update_ratios = {learner.adam.update_ratio(rate)};
  }
  capsule.weights = io::module_tensors(learner.task.trained());
  for (size_t i = step.part; i < step.random.size() && !found.diagnosis.reproduced; ++i) {
    capsule.batch = {parts[i].tensors.begin(), parts[i].tensors.end()};
    capsule.files = parts[i].files;
    capsule.random = step.random[i];
    found.diagnosis = diagnosed(learner, capsule);
  }
  capsule.masks = masks_in(capsule.batch);
  set_random_state(now, learner.device);
  return found;
}

doctor::Diagnosis examine_again(Learner& learner,
                                const doctor::Capsule& capsule,
                                const std::string& where) {
  io::assign_tensors(learner.task.trained(), capsule.weights, where);
  learner.progress.step = capsule.step;
  return diagnosed(learner, capsule);
}

HealthCheck::HealthCheck(Learner& learner, const Batch& part) : learner_(learner) {
  const auto now = random_state(learner.device);
  const auto batch = moved(part, learner.device);
  trace_ = doctor::observe(subject_of(learner, batch));
  set_random_state(now, learner.device);
  for (const auto& item : learner.task.trained().named_parameters())
    before_[item.key()] = item.value().detach().clone();
}

doctor::Health HealthCheck::after_step() const {
  doctor::UpdateNorms updates;
  for (const auto& item : learner_.task.trained().named_parameters()) {
    const auto change = item.value().detach() - before_.at(item.key());
    updates[item.key()] = change.norm().item<double>();
  }
  return doctor::health_of(trace_, updates);
}

}  // namespace lowlight::training
