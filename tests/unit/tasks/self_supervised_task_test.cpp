#include "lowlight/tasks/self_supervised_task.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <cmath>

#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

TEST_CASE("Self-supervised training needs well-lit photos and nothing else") {
  const test::TemporaryFolder folder;
  data::pack_photos(PhotosInMemory({synthetic_photo(80, 90, 1), synthetic_photo(80, 90, 2)}),
                    folder / "photos.safetensors");
  SelfSupervisedOptions options;
  options.photos.path = (folder / "photos.safetensors").string();
  options.pairs.crop.size = 48;
  options.network.base_channels = 4;
  const auto task = make_task(options, 2, 1);
  CHECK(task->validation_size() == 0);
  CHECK(task->sample(3).tensors.size() == 4);
  CHECK_THAT(task->info().data, ContainsSubstring("2 photos of"));
  options.validation = options.photos;
  CHECK(make_task(options, 2, 1)->validation_size() == 2);
}

TEST_CASE("Wrong options of self-supervised training are all named with their full keys") {
  SelfSupervisedOptions options;
  options.pairs.neutral = 2;
  options.pairs.crop.size = 0;
  options.network.bound = -1;
  options.weights.contrastive = std::nan("");
  options.validation.clipping = 200;
  CHECK(problems_of(options) ==
        std::vector<std::string>{"photos.path must name photos",
                                 "validation.clipping must be -1 or from 0 to 127",
                                 "pairs.neutral must be from 0 to 1",
                                 "pairs.crop.size must be at least 1",
                                 "network.bound must be over 0",
                                 "weights.contrastive must be at least 0"});
}
