#include "quality_darkness.h"

#include <torch/types.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/darkness.h"
#include "lowlight/imaging/resize.h"
#include "quality_samples.h"

namespace fs = std::filesystem;

namespace lowlight::bench {
namespace {

constexpr double kBrightestMean = 0.45, kRidge = 1;
constexpr int kNewtonSteps = 30;

/// The statistics of pictures [N, 4], which are well shot [N], and the scene of each.
struct Evidence {
  torch::Tensor statistics, well_shot;
  std::vector<std::string> scenes;
};

torch::Tensor statistics_of(const fs::path& file) {
  const auto small = imaging::shrink(codecs::read_photo(file).image, 256).unsqueeze(0);
  const auto found = imaging::judge_darkness(small);
  return torch::cat({found.mean, found.bright, found.colour, found.centre}).to(torch::kDouble);
}

Evidence evidence_of(const fs::path& brackets, const fs::path& photos) {
  std::vector<torch::Tensor> rows;
  std::vector<double> well_shot;
  std::vector<std::string> scenes;
  const auto add = [&](const torch::Tensor& row, double kind, const std::string& scene) {
    rows.push_back(row), well_shot.push_back(kind), scenes.push_back(scene);
  };
  for (const auto& file : dark_photos_in(brackets)) add(statistics_of(file), 0, scene_of(file));
  auto files = photos_in(photos);
  for (const auto& entry : fs::directory_iterator(photos)) {
    if (!entry.is_directory()) continue;
    const auto more = photos_in(entry.path());
    files.insert(files.end(), more.begin(), more.end());
  }
  for (const auto& file : files) {
    const auto row = statistics_of(file);
    if (row[0].item<double>() < kBrightestMean) add(row, 1, file.string());
  }
  return {torch::stack(rows), torch::tensor(well_shot, torch::kDouble), scenes};
}

/// The weights of the columns of x, the last of which is 1 and not held down: Newton's method.
torch::Tensor fitted(const torch::Tensor& x, const torch::Tensor& wanted) {
  auto ridge = kRidge * torch::eye(x.size(1), x.options());
  ridge[-1][-1] = 1e-9;
  auto weights = torch::zeros({x.size(1)}, x.options());
  for (int step = 0; step < kNewtonSteps; ++step) {
    const auto share = torch::sigmoid(x.mv(weights));
    const auto slope = x.t().mv(share - wanted) + ridge.mv(weights);
    const auto curvature = x.t().mm(x * (share * (1 - share)).unsqueeze(1)) + ridge;
    weights = weights - torch::linalg_solve(curvature, slope);
  }
  return weights;
}

/// What lines that were drawn without its scene say of each picture.
torch::Tensor left_out(const Evidence& evidence, const torch::Tensor& x) {
  auto scores = torch::zeros({x.size(0)}, x.options());
  for (const auto& scene : std::set(evidence.scenes.begin(), evidence.scenes.end())) {
    std::vector<int64_t> of_scene, others;
    for (size_t i = 0; i < evidence.scenes.size(); ++i)
      (evidence.scenes[i] == scene ? of_scene : others).push_back(int64_t(i));
    const auto kept = torch::tensor(others), left = torch::tensor(of_scene);
    const auto weights = fitted(x.index_select(0, kept), evidence.well_shot.index_select(0, kept));
    scores.index_copy_(0, left, x.index_select(0, left).mv(weights));
  }
  return scores;
}

}  // namespace

void print_darkness(const fs::path& brackets, const fs::path& photos) {
  const auto evidence = evidence_of(brackets, photos);
  const auto mean = evidence.statistics.mean(0), spread = evidence.statistics.std(0, false);
  const auto x = torch::cat({(evidence.statistics - mean) / spread,
                             torch::ones({evidence.statistics.size(0), 1}, torch::kDouble)},
                            1);
  const auto all = fitted(x, evidence.well_shot);
  const auto weights = all.slice(0, 0, 4) / spread;
  std::printf("%.1f mean + %.1f bright + %.1f colour + %.1f centre %+.1f\n",
              weights[0].item<double>(),
              weights[1].item<double>(),
              weights[2].item<double>(),
              weights[3].item<double>(),
              (all[4] - (weights * mean).sum()).item<double>());
  const auto scores = left_out(evidence, x);
  const auto sign = 1 - 2 * evidence.well_shot;
  const auto photos_score = scores.masked_select(evidence.well_shot > 0);
  const auto frames_score = scores.masked_select(evidence.well_shot == 0);
  std::printf(
      "%lld frames, %lld photos; left out: log loss %.3f, lowest photo %.2f, highest "
      "frame %.2f, on the wrong side %lld\n",
      static_cast<long long>(frames_score.numel()),
      static_cast<long long>(photos_score.numel()),
      torch::log1p(torch::exp(sign * scores)).mean().item<double>(),
      photos_score.min().item<double>(),
      frames_score.max().item<double>(),
      static_cast<long long>((sign * scores > 0).sum().item<int64_t>()));
}

}  // namespace lowlight::bench
