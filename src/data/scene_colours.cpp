#include "lowlight/data/scene_colours.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "data/hue_sectors.h"
#include "data/look_steps.h"
#include "lowlight/data/sampling.h"

namespace lowlight::data {
namespace {

constexpr double kSmallestPart = 0.45;  ///< of each side of a photo

/// Random pixels of a random part of a photo uint8 [3|4, H, W] of which each side is at least the
/// share `smallest`: [count, 3].
at::Tensor some_pixels(const at::Tensor& photo,
                       double smallest,
                       int64_t count,
                       RandomStream& random) {
  const int64_t height = photo.size(1), width = photo.size(2);
  const auto part = [&](int64_t side) {
    const double share = random.uniform(smallest, 1);
    const auto length = std::max<int64_t>(1, int64_t(share * double(side)));
    return std::pair{random.below(side - length + 1), length};
  };
  const auto [top, rows] = part(height);
  const auto [left, columns] = part(width);
  std::vector<int64_t> places;
  for (int64_t i = 0; i < count; ++i)
    places.push_back((top + random.below(rows)) * width + left + random.below(columns));
  const auto picked = photo.slice(0, 0, 3).flatten(1).index_select(1, at::tensor(places));
  return picked.t().to(at::kFloat) / 255;
}

void add_pixels(const PhotoSource& photos,
                int64_t index,
                double smallest,
                int64_t count,
                RandomStream& random,
                SceneColours& scene) {
  at::Tensor pixels;
  auto drawn = draw_photo(photos, index, random, [&](const at::Tensor& photo, int64_t) {
    pixels = some_pixels(photo, smallest, count, random);
    return std::string();
  });
  scene.names.push_back(std::move(drawn.name));
  scene.warnings.insert(scene.warnings.end(), drawn.warnings.begin(), drawn.warnings.end());
  scene.colours =
      scene.colours.defined() ? at::cat({pixels, scene.colours.slice(0, count)}) : pixels;
}

}  // namespace

SceneColours draw_scene(const PhotoSource& photos,
                        int64_t index,
                        int64_t pixels,
                        RandomStream& random) {
  SceneColours scene;
  const auto add = [&](int64_t photo, int64_t count) {
    add_pixels(photos, photo, kSmallestPart, count, random, scene);
    if (random.chance(0.5)) {
      auto part = scene.colours.slice(0, 0, count);
      part.copy_(recoloured(part, random));
    }
  };
  add(index, pixels);
  for (const double chance : {0.5, 0.3}) {
    if (random.chance(chance))
      add(random.below(photos.size()), 1 + int64_t(random.uniform(0, 0.6) * double(pixels - 1)));
  }
  if (random.chance(0.7)) scene.colours = retaken(scene.colours, random);
  return scene;
}

SceneColours plain_scene(const PhotoSource& photos,
                         int64_t index,
                         int64_t pixels,
                         RandomStream& random) {
  SceneColours scene;
  add_pixels(photos, index, 1, pixels, random, scene);
  return scene;
}

}  // namespace lowlight::data
