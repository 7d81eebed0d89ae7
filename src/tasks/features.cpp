#include "tasks/features.h"

#include "lowlight/core/fields.h"
#include "lowlight/models/mobile_features.h"
#include "lowlight/models/weights_file.h"

namespace lowlight::tasks {
namespace {

template <class Holder>
Features features_of(const Holder& network) {
  return {network.ptr(), network.ptr(), models::input_range(network->options)};
}

}  // namespace

Features make_features(const FeaturesOptions& options) {
  io::NamedTensors tensors;
  if (!options.weights.empty()) tensors = models::read_weights(options.weights);
  if (options.network == FeatureNetwork::vgg) {
    models::VggFeatures vgg(options.vgg);
    if (!options.weights.empty()) models::load_vgg(vgg, tensors, options.weights);
    return features_of(vgg);
  }
  models::MobileFeatures mobile(
      models::MobileFeaturesOptions{.network = options.network == FeatureNetwork::mobilenet_v2
                                                   ? models::MobileNetwork::mobilenet_v2
                                                   : models::MobileNetwork::efficientnet_lite0});
  if (!options.weights.empty()) models::load_mobile(mobile, tensors, options.weights);
  return features_of(mobile);
}

}  // namespace lowlight::tasks
