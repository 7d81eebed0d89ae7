// The photos that a batch's inputs mean.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "lowlight/batch/batch_plan.h"

namespace lowlight::batch {

struct FoundPhoto {
  std::filesystem::path input;
  std::filesystem::path relative;  ///< Its place in the tree that is mirrored.
  std::string unreadable;          ///< Why it is known to be unreadable, or "".
};

struct FoundPhotos {
  std::vector<FoundPhoto> photos;
  std::vector<std::filesystem::path> passed_over;
  std::map<std::string, LeftOut> left_out;
  std::vector<std::string> problems;
};

/// Searches `inputs` and then options.listed; plan_batch states the rules.
FoundPhotos find_photos(const std::vector<std::filesystem::path>& inputs,
                        const PlanOptions& options);

}  // namespace lowlight::batch
