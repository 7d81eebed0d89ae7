// A task of each kind of network and loss, so small that a step takes a moment.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/packed_source.h"
#include "lowlight/tasks/enhancer_modes.h"
#include "support/synthetic_photos.h"
#include "tasks/look_task.h"
#include "tasks/style_task.h"
#include "tasks/unpaired_task.h"

namespace lowlight::test {

using namespace lowlight::tasks;
using namespace lowlight::training;

/// `folder` takes the photos, packed.
inline std::vector<std::unique_ptr<Task>> tiny_tasks(const std::filesystem::path& folder) {
  const std::string photos = (folder / "photos.safetensors").string();
  data::pack_photos(PhotosInMemory({synthetic_photo(80, 90, 1), synthetic_photo(80, 90, 2)}),
                    photos);
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
  LookTaskOptions look;
  look.photos.path = photos;
  look.pixels = 64;
  look.network = {.hidden = 8, .bases = 4, .nodes = 3};
  std::vector<std::unique_ptr<Task>> tasks;
  tasks.push_back(make_task(enhancer, 2, 1));
  tasks.push_back(make_task(unpaired, 2, 1));
  tasks.push_back(make_task(style, 2, 1));
  tasks.push_back(make_task(partial, 2, 1));
  tasks.push_back(make_task(look, 2, 1));
  return tasks;
}

}  // namespace lowlight::test
