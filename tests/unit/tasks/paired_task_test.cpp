#include "lowlight/tasks/paired_task.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include "lowlight/core/error.h"
#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

TEST_CASE("Packed dark and bright photos train as pairs by their names") {
  const test::TemporaryFolder folder;
  const auto photo = synthetic_photo(60, 60);
  data::pack_photos(PhotosInMemory({photo.div(8, "floor"), photo.div(4, "floor")}),
                    folder / "dark.safetensors");
  data::pack_photos(PhotosInMemory({photo, photo}), folder / "bright.safetensors");
  PairedOptions options;
  options.photos.dark.path = (folder / "dark.safetensors").string();
  options.photos.bright.path = (folder / "bright.safetensors").string();
  options.validation = options.photos;
  options.pairs.crop.size = 48;
  options.network.base_channels = 4;
  const auto task = make_task(options, 2, 1);
  CHECK(task->validation_size() == 2);
  CHECK(total_of(task->losses(stacked({task->sample(0), task->sample(1)}))).requires_grad());
  CHECK_THAT(task->info().data,
             ContainsSubstring("2 pairs of") && ContainsSubstring("bright.safetensors"));

  data::pack_photos(PhotosInMemory({photo}), folder / "bright.safetensors");
  CHECK_THROWS_WITH(make_task(options, 2, 1), ContainsSubstring("photo 1 has no partner"));
}

TEST_CASE("Wrong options of paired training are all named with their full keys") {
  PairedOptions options;
  options.validation.dark.path = "x";
  options.photos.dark.long_side = -1;
  options.pairs.neutral = -1;
  options.weights.l1 = -1;
  CHECK(problems_of(options) ==
        std::vector<std::string>{
            "photos.dark.path and photos.bright.path must name photos",
            "photos.dark.long_side must be at least 0",
            "validation.dark.path and bright.path must both name photos, or neither",
            "pairs.neutral must be from 0 to 1",
            "weights.l1 must be at least 0"});
}
