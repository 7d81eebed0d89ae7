#include "training/examination.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <functional>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/text.h"
#include "training/diagnosis_page.h"
#include "training/random_state.h"

namespace lowlight::training {
namespace {

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
  subject.masks = batch.masks;
  subject.losses = losses_in(learner.precision, learner, batch);
  return subject;
}

/// The step of the capsule again, by the weights that the learner has.
doctor::Diagnosis diagnosed(Learner& learner, const doctor::Capsule& capsule) {
  const auto batch = moved({capsule.batch, capsule.files, capsule.masks}, learner.device);
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

/// All of the step but its batch.
doctor::Capsule capsule_of(const Learner& learner,
                           const Step& step,
                           const doctor::History& history,
                           const std::string& config) {
  doctor::Capsule capsule;
  capsule.step = step.number - 1;
  capsule.config = config;
  capsule.tripped = joined(step.culprits);
  capsule.history = history;
  if (!history.learning_rates.empty()) {
    const double rate = history.learning_rates.back();
    capsule.history.update_ratios = {learner.adam.update_ratio(rate)};
  }
  capsule.weights = io::module_tensors(learner.task.trained());
  return capsule;
}

}  // namespace

NonFiniteEvent examine(Learner& learner,
                       const std::vector<Batch>& parts,
                       const Step& step,
                       const doctor::History& history,
                       const std::string& config,
                       const std::filesystem::path& folder) {
  const auto now = random_state(learner.device);
  auto capsule = capsule_of(learner, step, history, config);
  NonFiniteEvent event{.step = step.number,
                       .culprits = step.culprits,
                       .terms = values_of(step.terms),
                       .files = parts[step.part].files};
  for (size_t i = step.part; i < step.random.size() && !event.diagnosis.reproduced; ++i) {
    capsule.batch = {parts[i].tensors.begin(), parts[i].tensors.end()};
    capsule.files = parts[i].files;
    capsule.masks = parts[i].masks;
    capsule.random = step.random[i];
    event.diagnosis = diagnosed(learner, capsule);
  }
  set_random_state(now, learner.device);
  event.capsule = folder / ("capsule-" + std::to_string(step.number) + ".safetensors");
  doctor::write_capsule(event.capsule, capsule, event.diagnosis);
  write_file_atomically(std::filesystem::path(event.capsule).replace_extension(".html"),
                        capsule_page(event.capsule, capsule, event.diagnosis));
  return event;
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
