#include "lowlight/data/look_table.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "data/colour.h"
#include "data/look_steps.h"
#include "lowlight/colours/cube_file.h"
#include "lowlight/core/check.h"
#include "lowlight/core/error.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;

constexpr int kMostTries = 20;
constexpr double kSeen = 0.08;  ///< root mean square change of a look that people see as one

/// Of a cube, red running fastest.
std::vector<Colour> identity_colours(int64_t nodes) {
  std::vector<Colour> colours;
  const auto place = [&](int64_t node) { return float(node) / float(nodes - 1); };
  for (int64_t i = 0; i < nodes * nodes * nodes; ++i)
    colours.push_back(Colour{place(i % nodes), place(i / nodes % nodes), place(i / nodes / nodes)});
  return colours;
}

/// One to six steps, three and four the most often.
void random_steps(Colours colours, double strength, RandomStream& random) {
  const int64_t count = 1 + random.below(3) + random.below(4);
  for (int64_t i = 0; i < count; ++i) {
    draw_look_step(random)(colours, strength, random);
    clamp(colours);
  }
}

double mean_square_change(std::span<const Colour> colours, std::span<const Colour> others) {
  double sum = 0;
  for (size_t i = 0; i < colours.size(); ++i) {
    const Colour change = colours[i] - others[i], squares = change * change;
    sum += squares.red + squares.green + squares.blue;
  }
  return sum / double(3 * colours.size());
}

std::vector<Colour> drawn_table(int64_t nodes, RandomStream& random) {
  const auto identity = identity_colours(nodes);
  auto result = identity;
  const double strength = std::exp(random.uniform(std::log(0.35), std::log(1.6)));
  const double kind = random.uniform();
  if (kind < 0.1) {
    black_and_white(result, strength, random);
  } else if (kind < 0.6) {
    film(result, strength, random);
  } else if (kind < 0.75) {
    strong_cast(result, strength, random);
  } else {
    random_steps(result, strength, random);
    if (mean_square_change(result, identity) <= kSeen * kSeen) {
      result = identity;
      film(result, strength, random);
    }
  }
  clamp(result);
  return result;
}

/// Whether grey looks rise and span a good part of the range: people want to see the photo.
bool is_usable(std::span<const Colour> table, int64_t nodes) {
  const auto step = size_t(nodes * nodes + nodes + 1);
  for (size_t node = step; node < table.size(); node += step) {
    if (grey(table[node]) - grey(table[node - step]) <= -0.003f) return false;
  }
  return grey(table.back()) - grey(table.front()) > 0.35f;
}

}  // namespace

at::Tensor draw_look_table(int64_t nodes, RandomStream& random) {
  LOWLIGHT_CHECK(nodes >= 2, "draw_look_table: nodes must be at least 2, got ", nodes);
  for (int i = 0; i < kMostTries; ++i) {
    const auto table = drawn_table(nodes, random);
    if (is_usable(table, nodes)) return as_tensor(table);
  }
  return as_tensor(identity_colours(nodes));
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
