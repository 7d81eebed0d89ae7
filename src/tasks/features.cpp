#include "tasks/features.h"

#include "lowlight/core/fields.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::tasks {

models::VggFeatures make_features(const FeaturesOptions& options) {
  models::VggFeatures features(options.vgg);
  if (!options.weights.empty()) {
    models::load_vgg(features, io::read_safetensors(options.weights).tensors, options.weights);
  }
  return features;
}

}  // namespace lowlight::tasks
