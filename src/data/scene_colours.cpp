#include "lowlight/data/scene_colours.h"

#include <algorithm>
#include <utility>

#include "data/colour.h"
#include "data/hue_sectors.h"
#include "data/scene_light.h"
#include "lowlight/data/sampling.h"

namespace lowlight::data {
namespace {

constexpr double kSmallestPart = 0.45;  ///< of each side of a photo

/// Random pixels of a random part of a photo uint8 [3|4, H, W] of which each side is at least the
/// share `smallest`.
void pick_pixels(const at::Tensor& photo, double smallest, Colours pixels, RandomStream& random) {
  const int64_t height = photo.size(1), width = photo.size(2);
  const auto part = [&](int64_t side) {
    const double share = random.uniform(smallest, 1);
    const auto length = std::max<int64_t>(1, int64_t(share * double(side)));
    return std::pair{random.below(side - length + 1), length};
  };
  const auto [top, rows] = part(height);
  const auto [left, columns] = part(width);
  std::vector<int64_t> places(pixels.size());
  for (auto& place : places) {
    place = (top + random.below(rows)) * width;
    place += left + random.below(columns);
  }
  const auto whole = photo.contiguous();
  const uint8_t* plane = whole.data_ptr<uint8_t>();
  for (int c = 0; c < 3; ++c, plane += height * width) {
    for (size_t i = 0; i < pixels.size(); ++i) pixels[i][c] = float(plane[places[i]]) / 255;
  }
}

/// Pixels of a photo in place of those that were there.
void put_pixels(const PhotoSource& photos,
                int64_t index,
                double smallest,
                Colours pixels,
                RandomStream& random,
                SceneColours& scene) {
  auto drawn = draw_photo(photos, index, random, [&](const at::Tensor& photo, int64_t) {
    if (photo.numel() == 0) return std::string(kNoContent);
    pick_pixels(photo, smallest, pixels, random);
    return std::string();
  });
  scene.names.push_back(std::move(drawn.name));
  scene.warnings.insert(scene.warnings.end(), drawn.warnings.begin(), drawn.warnings.end());
}

}  // namespace

SceneColours draw_scene(const PhotoSource& photos,
                        int64_t index,
                        int64_t pixels,
                        double other_light,
                        RandomStream& random) {
  SceneColours scene;
  std::vector<Colour> colours(static_cast<size_t>(pixels));
  const auto put = [&](int64_t photo, int64_t count) {
    const auto part = Colours(colours).first(size_t(count));
    put_pixels(photos, photo, kSmallestPart, part, random, scene);
    if (random.chance(0.5)) recolour(part, random);
  };
  put(index, pixels);
  for (const double chance : {0.5, 0.3}) {
    if (!random.chance(chance)) continue;
    const int64_t other = random.below(photos.size());
    put(other, 1 + int64_t(random.uniform(0, 0.6) * double(pixels - 1)));
  }
  if (random.chance(0.7)) retake(colours, random);
  if (other_light > 0 && random.chance(other_light)) in_other_light(colours, random);
  scene.colours = as_tensor(colours);
  return scene;
}

SceneColours plain_scene(const PhotoSource& photos,
                         int64_t index,
                         int64_t pixels,
                         RandomStream& random) {
  SceneColours scene;
  std::vector<Colour> colours(static_cast<size_t>(pixels));
  put_pixels(photos, index, 1, colours, random, scene);
  scene.colours = as_tensor(colours);
  return scene;
}

}  // namespace lowlight::data
