#include "lowlight/tasks/self_supervised_task.h"

#include "tasks/enhancer_task.h"
#include "tasks/pair_task.h"

namespace lowlight::tasks {

std::vector<std::string> problems_of(const SelfSupervisedOptions& options) {
  std::vector<std::string> problems;
  if (options.photos.path.empty()) problems.push_back("photos.path must name photos");
  add_pair_task_problems(options, problems);
  return problems;
}

std::unique_ptr<training::Task> make_task(const SelfSupervisedOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  const TrainingPairs pairs{open_darkened_pairs(options.photos, options.pairs),
                            open_held_out_pairs(options.validation, options.pairs)};
  return std::make_unique<EnhancerTask>(pairs, options.network, options.weights, batch, seed);
}

}  // namespace lowlight::tasks
