#include "tasks/features.h"

#include "lowlight/core/fields.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::tasks {

std::vector<std::string> problems_of(const FeaturesOptions& options) {
  std::vector<std::string> problems;
  add_problems_of(options.vgg, "vgg", problems);
  return problems;
}

models::VggFeatures make_features(const FeaturesOptions& options) {
  models::VggFeatures features(options.vgg);
  if (!options.weights.empty()) {
    models::load_vgg(features, io::read_safetensors(options.weights).tensors, options.weights);
  }
  return features;
}

}  // namespace lowlight::tasks
