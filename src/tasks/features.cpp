#include "tasks/features.h"

#include <map>

#include "lowlight/core/fields.h"
#include "lowlight/io/safetensors.h"
#include "lowlight/models/mobile_features.h"

namespace lowlight::tasks {
namespace {

template <class Holder>
Features features_of(const Holder& network) {
  return {network.ptr(), network.ptr(), models::input_range(network->options)};
}

}  // namespace

Features make_features(const FeaturesOptions& options) {
  std::map<std::string, at::Tensor> tensors;
  if (!options.weights.empty()) tensors = io::read_safetensors(options.weights).tensors;
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
