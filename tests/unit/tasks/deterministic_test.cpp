// trainer.deterministic: whether a GPU could run each mode's step so.
#include <ATen/Context.h>
#include <torch/nn/module.h>

#include <set>

#include "lowlight/doctor/trace.h"
#include "support/catch.h"
#include "support/temporary_folder.h"
#include "support/tiny_tasks.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::tiny_tasks;

namespace {

/// What LibTorch 2.11 refuses on a GPU in deterministic mode, of pooling, padding, sampling and
/// sorting: the names that libtorch_cuda passes to alertNotDeterministic.
const std::set<std::string> kWithoutDeterministicForm = {
    "aten::_adaptive_avg_pool2d_backward",
    "aten::_adaptive_avg_pool3d_backward",
    "aten::adaptive_max_pool2d_backward",
    "aten::avg_pool3d_backward",
    "aten::bincount",
    "aten::cumsum",
    "aten::fractional_max_pool2d_backward",
    "aten::grid_sampler_2d_backward",
    "aten::grid_sampler_3d_backward",
    "aten::histc",
    "aten::kthvalue",
    "aten::max_pool3d_with_indices_backward",
    "aten::max_unpool2d",
    "aten::put_",
    "aten::reflection_pad1d_backward",
    "aten::reflection_pad3d_backward",
    "aten::replication_pad1d_backward",
    "aten::replication_pad2d_backward",
    "aten::replication_pad3d_backward",
    "aten::upsample_bicubic2d_backward",
    "aten::upsample_bilinear2d_backward",
    "aten::upsample_linear1d_backward",
    "aten::upsample_trilinear3d_backward",
};

class Deterministic {
 public:
  explicit Deterministic(bool on) {
    at::globalContext().setDeterministicAlgorithms(on, /*warn_only=*/false);
  }
  ~Deterministic() { at::globalContext().setDeterministicAlgorithms(false, /*warn_only=*/false); }
};

/// The operators of a step, forward and backward, that have no such form.
std::set<std::string> refused(Task& task) {
  const auto batch = stacked({task.sample(0), task.sample(1)});
  doctor::Subject subject;
  subject.modules = {{"", &task.trained()}};
  subject.losses = [&] {
    auto terms = task.losses(batch);
    return doctor::LossValues{total_of(terms), terms};
  };
  const auto trace = doctor::observe(subject);
  REQUIRE(trace.error.empty());
  REQUIRE(trace.backward_ran);
  std::set<std::string> names;
  for (const auto& operation : trace.operations) {
    if (kWithoutDeterministicForm.contains(operation.name)) names.insert(operation.name);
  }
  return names;
}

}  // namespace

TEST_CASE("No mode's step needs an operator that a GPU has no deterministic form of") {
  const test::TemporaryFolder folder;
  bool refused_otherwise = false;
  for (const auto& task : tiny_tasks(folder.path())) {
    {
      const Deterministic deterministic(true);
      CHECK(refused(*task) == std::set<std::string>{});
    }
    refused_otherwise = refused_otherwise || !refused(*task).empty();
  }
  CHECK(refused_otherwise);  // the test can fail
}
