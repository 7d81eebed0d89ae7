#include "lowlight/models/imagenet.h"

#include <ATen/ATen.h>

namespace lowlight::models {
namespace {

at::Tensor imagenet_mean(const at::Tensor& like) {
  return at::tensor({0.485, 0.456, 0.406}, like.options()).view({3, 1, 1});
}

at::Tensor imagenet_deviation(const at::Tensor& like) {
  return at::tensor({0.229, 0.224, 0.225}, like.options()).view({3, 1, 1});
}

}  // namespace

at::Tensor to_imagenet_units(const at::Tensor& picture) {
  return (picture - imagenet_mean(picture)) / imagenet_deviation(picture);
}

at::Tensor from_imagenet_units(const at::Tensor& picture) {
  return picture * imagenet_deviation(picture) + imagenet_mean(picture);
}

}  // namespace lowlight::models
