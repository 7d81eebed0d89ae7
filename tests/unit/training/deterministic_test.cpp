// trainer.deterministic: whether a GPU could run each mode's step so.
#include <ATen/Context.h>
#include <torch/nn/module.h>

#include <set>

#include "lowlight/data/packed_source.h"
#include "lowlight/doctor/trace.h"
#include "lowlight/training/self_supervised_task.h"
#include "lowlight/training/style_task.h"
#include "lowlight/training/unpaired_task.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

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

std::vector<std::unique_ptr<Task>> tasks_on(const std::string& photos) {
  SelfSupervisedOptions enhancer;
  enhancer.photos.path = photos;
  enhancer.pairs.crop.size = 64;
  enhancer.network.base_channels = 4;
  UnpairedOptions unpaired;
  unpaired.dark.path = unpaired.bright.path = photos;
  unpaired.dark_crop.size = unpaired.bright_crop.size = 64;
  unpaired.network.base_channels = 4;
  unpaired.discriminator = {.base_channels = 4, .layers = 2};
  unpaired.features.vgg.base_width = 4;
  StyleTaskOptions style;
  style.content.path = style.style.path = photos;
  style.crop.size = 64;
  style.network = {.levels = 2, .base_channels = 8, .partial_style_encoder = false};
  style.features.vgg.base_width = 4;
  auto partial = style;
  partial.network = {.levels = 3, .base_channels = 8, .partial_style_encoder = true};
  std::vector<std::unique_ptr<Task>> tasks;
  tasks.push_back(make_task(enhancer, 2, 1));
  tasks.push_back(make_task(unpaired, 2, 1));
  tasks.push_back(make_task(style, 2, 1));
  tasks.push_back(make_task(partial, 2, 1));
  return tasks;
}

}  // namespace

TEST_CASE("No mode's step needs an operator that a GPU has no deterministic form of") {
  const test::TemporaryFolder folder;
  data::pack_photos(PhotosInMemory({synthetic_photo(80, 90, 1), synthetic_photo(80, 90, 2)}),
                    folder / "photos.safetensors");
  bool refused_otherwise = false;
  for (const auto& task : tasks_on((folder / "photos.safetensors").string())) {
    {
      const Deterministic deterministic(true);
      CHECK(refused(*task) == std::set<std::string>{});
    }
    refused_otherwise = refused_otherwise || !refused(*task).empty();
  }
  CHECK(refused_otherwise);  // the test can fail
}
