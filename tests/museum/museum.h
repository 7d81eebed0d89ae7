// Helpers for the museum: each test plants one bug of the founding notes in a network or loss of
// its own and asks the doctor.
#pragma once

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/utils.h>

#include <string>
#include <vector>

#include "lowlight/doctor/diagnosis.h"
#include "support/catch.h"

namespace lowlight::test {

using doctor::Diagnosis;
using doctor::LossValues;
using doctor::Patient;

/// The same few weights at every call.
inline torch::nn::Conv2d small_conv() {
  torch::manual_seed(1);
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 3).padding(1));
}

inline LossTerm term(const std::string& name, const at::Tensor& value) {
  return {name, value, "", ""};
}

/// The losses of one term.
inline LossValues only(const std::string& name, const at::Tensor& value) {
  return {value, {term(name, value)}};
}

/// A patient whose batch is `tensors`; what is called "mask" is a mask.
inline Patient patient_of(const torch::nn::Module& network,
                          const std::vector<doctor::NamedTensor>& tensors,
                          std::function<LossValues()> losses) {
  Patient patient;
  patient.subject.modules = {{"", &network}};
  patient.subject.batch = tensors;
  patient.subject.masks = {"mask"};
  patient.subject.losses = std::move(losses);
  patient.tripped = "the loss";
  return patient;
}

/// What the doctor says, shown where a check fails (and by -s for the table in docs/doctor.md).
#define EXPECT_CAUSE(diagnosis, expected) \
  INFO((diagnosis).text());               \
  CHECK((diagnosis).cause.key == (expected))

}  // namespace lowlight::test
