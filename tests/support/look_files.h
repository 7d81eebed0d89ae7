// Files that have a look: photos, tables, weights.
#pragma once

#include <torch/types.h>
#include <torch/utils.h>

#include <filesystem>
#include <utility>

#include "lowlight/codecs/image_io.h"
#include "lowlight/colours/cube_file.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/imaging/colour_table.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "lowlight/models/look_finder.h"

namespace lowlight::test {

/// A PNG.
inline std::filesystem::path written_photo(const std::filesystem::path& path,
                                           imaging::Image image) {
  codecs::Photo photo;
  photo.image = std::move(image);
  codecs::write_photo(path, photo, {.format = codecs::ImageFormat::png});
  return path;
}

inline std::filesystem::path written_table(const std::filesystem::path& path,
                                           const imaging::ColourTable& table) {
  write_file_atomically(path, colours::cube_text(table, "of a test"));
  return path;
}

/// The look in which red is blue and blue is red.
inline imaging::ColourTable swapped_red_and_blue() {
  auto table = imaging::identity_table(2);
  for (int64_t i = 0; i < 8; ++i) std::swap(table.node(i)[0], table.node(i)[2]);
  return table;
}

/// The weights of a small network that finds some look in everything.
inline std::filesystem::path written_look_finder(const std::filesystem::path& path) {
  torch::manual_seed(3);
  models::LookFinder finder(models::LookFinderOptions{.hidden = 16, .bases = 6, .nodes = 4});
  const torch::NoGradGuard no_gradients;
  finder->output->weight.normal_(0, 2);
  io::save_checkpoint(
      path, *finder, {models::kLookNetwork, io::options_to_text(finder->options), 0, "", ""});
  return path;
}

}  // namespace lowlight::test
