#include "lowlight/tasks/classical_source.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <utility>

#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/noise_estimate.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/picture_rows.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::tasks {
namespace {

constexpr int64_t kMeteredSide = 256;
constexpr int64_t kCodes = 256;

std::vector<float> table(const at::Tensor& tone) {
  const auto values = tone.contiguous();
  return {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()};
}

imaging::PhotoTransform transform_for(const imaging::Image& image, ClassicalEnhancer enhancer) {
  const auto small = imaging::shrink(image, kMeteredSide).unsqueeze(0);
  const auto codes = at::linspace(0, 1, kCodes).unsqueeze(0);
  imaging::PhotoTransform transform;
  transform.calming = imaging::calming_for(image);
  if (enhancer == ClassicalEnhancer::floor) {
    transform.tone = table(imaging::floor_tone(codes, imaging::floor_gain(small)));
  } else {
    const auto step = imaging::meter(small);
    transform.tone = table(imaging::brighten(codes, step));
    transform.weight = step.darkness.item<double>();
  }
  return transform;
}

}  // namespace

ClassicalSource::ClassicalSource(std::shared_ptr<const data::PhotoSource> photos,
                                 ClassicalEnhancer enhancer)
    : photos_(std::move(photos)), enhancer_(enhancer) {}

at::Tensor ClassicalSource::photo(int64_t i) const {
  const at::NoGradGuard no_gradients;
  auto image =
      imaging::to_image(photos_->photo(i).slice(0, 0, 3).contiguous(), imaging::BitDepth::u8);
  const auto transform = transform_for(image, enhancer_);
  imaging::transform_rows(image, transform, image.height(), imaging::replace_rows_of(image));
  return imaging::to_rgb8_tensor(image);
}

}  // namespace lowlight::tasks
