#include "lowlight/data/look_table.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/look_steps.h"
#include "lowlight/colours/cube_file.h"
#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;

constexpr int kMostTries = 20;
constexpr double kSeen = 0.08;  ///< root mean square change of a look that people see as one

/// [nodes³, 3], red running fastest.
at::Tensor identity_colours(int64_t nodes) {
  const auto steps = at::linspace(0, 1, nodes);
  const auto axes = at::meshgrid({steps, steps, steps}, "ij");
  return at::stack({axes[2].flatten(), axes[1].flatten(), axes[0].flatten()}, 1);
}

at::Tensor drawn_table(int64_t nodes, RandomStream& random) {
  const auto colours = identity_colours(nodes);
  const double strength = std::exp(random.uniform(std::log(0.35), std::log(1.6)));
  const double kind = random.uniform();
  if (kind < 0.1) return black_and_white(colours, strength, random).clamp(0, 1);
  if (kind < 0.6) return film(colours, strength, random).clamp(0, 1);
  if (kind < 0.75) return strong_cast(colours, strength, random).clamp(0, 1);
  auto result = colours;
  // One to six steps, three and four the most often.
  const int64_t count = 1 + random.below(3) + random.below(4);
  for (int64_t i = 0; i < count; ++i)
    result = draw_look_step(random)(result, strength, random).clamp(0, 1);
  const bool seen = (result - colours).square().mean().item<double>() > kSeen * kSeen;
  return seen ? result : film(colours, strength, random).clamp(0, 1);
}

/// Whether grey looks rise and span a good part of the range: people want to see the photo.
bool is_usable(const at::Tensor& table, int64_t nodes) {
  const auto greys = table.slice(0, 0, {}, nodes * nodes + nodes + 1).t().unsqueeze(2);
  const auto rise = luma(greys).flatten();
  return rise.diff().min().item<float>() > -0.003f && (rise[-1] - rise[0]).item<float>() > 0.35f;
}

}  // namespace

at::Tensor draw_look_table(int64_t nodes, RandomStream& random) {
  LOWLIGHT_CHECK(nodes >= 2, "draw_look_table: nodes must be at least 2, got ", nodes);
  for (int i = 0; i < kMostTries; ++i) {
    const auto table = drawn_table(nodes, random);
    if (is_usable(table, nodes)) return table;
  }
  return identity_colours(nodes);
}

at::Tensor read_look_tables(const fs::path& folder, int64_t nodes) {
  std::vector<fs::path> files;
  std::error_code failure;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".cube") files.push_back(entry.path());
  }
  if (files.empty()) throw DataError(folder.string(), {"holds no .cube file"});
  std::ranges::sort(files);
  std::vector<at::Tensor> tables;
  for (const auto& file : files) {
    const auto table = imaging::resampled(colours::read_cube(file), nodes);
    tables.push_back(at::tensor(table.nodes).view({-1, 4}).slice(1, 0, 3).contiguous());
  }
  return at::stack(tables);
}

}  // namespace lowlight::data
