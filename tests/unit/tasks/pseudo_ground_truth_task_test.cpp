#include "lowlight/tasks/pseudo_ground_truth_task.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

TEST_CASE("The bright side of a dark photo is what the teacher makes of it") {
  const test::TemporaryFolder folder;
  data::pack_photos(PhotosInMemory({synthetic_photo(80, 90, 1).div(8, "floor")}),
                    folder / "dark.safetensors");
  PseudoGroundTruthOptions options;
  options.photos.path = (folder / "dark.safetensors").string();
  options.pairs.crop.size = 48;
  options.network.base_channels = 4;
  for (const auto teacher : {ClassicalEnhancer::brighten, ClassicalEnhancer::floor}) {
    options.teacher = teacher;
    const auto task = make_task(options, 1, 1);
    const auto sample = task->sample(0);
    CHECK(sample.tensors.at("target").mean().item<double>() >
          3 * sample.tensors.at("dark").mean().item<double>());
    CHECK(sample.tensors.at("neutral").item<bool>());
    CHECK_THAT(task->info().data, ContainsSubstring(std::string(enum_name(teacher)) + " of it"));
  }
}

TEST_CASE("Wrong options of training with a teacher are all named with their full keys") {
  PseudoGroundTruthOptions options;
  options.pairs.crop.size = 0;
  CHECK(problems_of(options) == std::vector<std::string>{"photos.path must name photos",
                                                         "pairs.crop.size must be at least 1"});
}
