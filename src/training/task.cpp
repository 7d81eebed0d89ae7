#include "lowlight/training/task.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::training {

Sample Task::validation_sample(int64_t n) const {
  LOWLIGHT_CHECK(false, "Task: has no validation sample ", n);
  return {};  // Without it GCC warns that there is no result.
}

at::Tensor total_of(const std::vector<LossTerm>& terms) {
  LOWLIGHT_CHECK(!terms.empty(), "total_of: there must be a term");
  auto total = terms.front().value;
  for (size_t i = 1; i < terms.size(); ++i) total = total + terms[i].value;
  return total;
}

Batch stacked(const std::vector<Sample>& samples) {
  LOWLIGHT_CHECK(!samples.empty(), "stacked: there must be a sample");
  Batch batch{{}, {}, samples.front().masks};
  for (const auto& [name, first] : samples.front().tensors) {
    std::vector<at::Tensor> tensors;
    for (const auto& sample : samples) tensors.push_back(sample.tensors.at(name));
    batch.tensors[name] = at::stack(tensors);
  }
  for (const auto& sample : samples)
    batch.files.insert(batch.files.end(), sample.files.begin(), sample.files.end());
  return batch;
}

}  // namespace lowlight::training
