#include "lowlight/tasks/enhancer_modes.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <cmath>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/problems.h"
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
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"photos.dark.long_side",
                                                                        "validation.dark.path",
                                                                        "pairs.neutral",
                                                                        "weights.l1",
                                                                        "photos.dark.path"});
}

TEST_CASE("Boxes of both sides of a pair are refused, for those of one would be passed over") {
  PairedOptions options;
  options.photos.dark = {.path = "dark", .boxes = "a.txt"};
  options.photos.bright = {.path = "bright", .boxes = "b.txt"};
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"photos.bright.boxes"});
  options.photos.dark.boxes.clear();
  CHECK(problems_of(options).empty());
}

TEST_CASE("The bright side of a dark photo is what the teacher makes of it") {
  const test::TemporaryFolder folder;
  data::pack_photos(PhotosInMemory({synthetic_photo(80, 90, 1).div(8, "floor")}),
                    folder / "dark.safetensors");
  PseudoGroundTruthOptions options;
  options.photos.path = (folder / "dark.safetensors").string();
  options.pairs.crop.size = 48;
  options.network.base_channels = 4;
  for (const auto teacher : {Teacher::brighten, Teacher::floor}) {
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
  CHECK(test::keys_of(problems_of(options)) ==
        std::vector<std::string>{"pairs.crop.size", "photos.path"});
}

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
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"validation.clipping",
                                                                        "pairs.crop.size",
                                                                        "pairs.neutral",
                                                                        "network.bound",
                                                                        "weights.contrastive",
                                                                        "photos.path"});
}
