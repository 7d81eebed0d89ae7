#include "lowlight/tasks/paired_task.h"

#include "lowlight/core/fields.h"
#include "lowlight/data/matched_source.h"
#include "tasks/enhancer_task.h"
#include "tasks/pair_task.h"

namespace lowlight::tasks {
namespace {

std::shared_ptr<const PairSource> open_pairs(const PairedPhotosOptions& photos,
                                             const MatchedPairsOptions& options) {
  if (photos.dark.path.empty()) return nullptr;
  const auto dark = data::open_photos(photos.dark);
  const auto bright =
      std::make_shared<data::MatchedSource>(*dark, data::open_photos(photos.bright));
  return std::make_shared<MatchedPairs>(
      dark, bright, photos.dark.path + " and " + photos.bright.path, options);
}

}  // namespace

std::vector<std::string> problems_of(const PairedPhotosOptions& options) {
  std::vector<std::string> problems;
  if (options.dark.path.empty() != options.bright.path.empty())
    problems.push_back("dark.path and bright.path must both name photos, or neither");
  add_problems_of(options.dark, "dark", problems);
  add_problems_of(options.bright, "bright", problems);
  return problems;
}

std::vector<std::string> problems_of(const PairedOptions& options) {
  std::vector<std::string> problems;
  if (options.photos.dark.path.empty() && options.photos.bright.path.empty())
    problems.push_back("photos.dark.path and photos.bright.path must name photos");
  add_pair_task_problems(options, problems);
  return problems;
}

std::unique_ptr<training::Task> make_task(const PairedOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  const TrainingPairs pairs{open_pairs(options.photos, options.pairs),
                            open_pairs(options.validation, options.pairs)};
  return std::make_unique<EnhancerTask>(pairs, options.network, options.weights, batch, seed);
}

}  // namespace lowlight::tasks
