// What the tasks that train the enhancer from pairs have in common.
#pragma once

#include <string>
#include <vector>

#include "lowlight/core/fields.h"

namespace lowlight::tasks {

/// Everything wrong within the fields that options of all those tasks have.
template <class Options>
void add_pair_task_problems(const Options& options, std::vector<std::string>& problems) {
  add_problems_of(options.photos, "photos", problems);
  add_problems_of(options.validation, "validation", problems);
  add_problems_of(options.pairs, "pairs", problems);
  add_problems_of(options.network, "network", problems);
  add_problems_of(options.weights, "weights", problems);
}

}  // namespace lowlight::tasks
