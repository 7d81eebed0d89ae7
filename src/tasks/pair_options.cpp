#include "lowlight/tasks/pair_options.h"

#include "lowlight/core/fields.h"

namespace lowlight::tasks {

std::vector<std::string> problems_of(const DarkenedPairsOptions& options) {
  std::vector<std::string> problems;
  if (!(options.neutral >= 0 && options.neutral <= 1))
    problems.push_back("neutral must be from 0 to 1");
  add_problems_of(options.crop, "crop", problems);
  add_problems_of(options.darkening, "darkening", problems);
  add_problems_of(options.look, "look", problems);
  return problems;
}

std::vector<std::string> problems_of(const MatchedPairsOptions& options) {
  std::vector<std::string> problems;
  if (!(options.neutral >= 0 && options.neutral <= 1))
    problems.push_back("neutral must be from 0 to 1");
  add_problems_of(options.crop, "crop", problems);
  return problems;
}

}  // namespace lowlight::tasks
