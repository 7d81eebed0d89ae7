#include "lowlight/tasks/pseudo_ground_truth_task.h"

#include "tasks/enhancer_task.h"
#include "tasks/pair_task.h"

namespace lowlight::tasks {
namespace {

std::shared_ptr<const PairSource> open_pairs(const data::PhotosOptions& photos,
                                             const PseudoGroundTruthOptions& options) {
  if (photos.path.empty()) return nullptr;
  const auto dark = data::open_photos(photos);
  const auto bright = std::make_shared<ClassicalSource>(dark, options.teacher);
  return std::make_shared<MatchedPairs>(
      dark,
      bright,
      photos.path + " and " + std::string(enum_name(options.teacher)) + " of it",
      options.pairs);
}

}  // namespace

std::vector<std::string> problems_of(const PseudoGroundTruthOptions& options) {
  std::vector<std::string> problems;
  if (options.photos.path.empty()) problems.push_back("photos.path must name photos");
  add_pair_task_problems(options, problems);
  return problems;
}

std::unique_ptr<training::Task> make_task(const PseudoGroundTruthOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  const TrainingPairs pairs{open_pairs(options.photos, options),
                            open_pairs(options.validation, options)};
  return std::make_unique<EnhancerTask>(pairs, options.network, options.weights, batch, seed);
}

}  // namespace lowlight::tasks
