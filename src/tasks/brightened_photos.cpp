#include "tasks/brightened_photos.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <string>
#include <utility>
#include <vector>

#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/noise_model.h"
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

imaging::PhotoTransform transform_for(const imaging::Image& image, Teacher teacher) {
  const auto small = imaging::shrink(image, kMeteredSide).unsqueeze(0);
  const auto codes = at::linspace(0, 1, kCodes).unsqueeze(0);
  imaging::PhotoTransform transform;
  if (teacher == Teacher::floor) {
    transform.tone = table(imaging::floor_tone(codes, imaging::floor_gain(small)));
  } else {
    const auto step = imaging::meter(small);
    transform.tone = table(imaging::brighten(codes, step));
    transform.weight = step.darkness.item<double>();
  }
  transform.calming = imaging::calming_for(imaging::noise_of(image), transform.tone);
  return transform;
}

class BrightenedPhotos : public data::PhotoSource {
 public:
  BrightenedPhotos(std::shared_ptr<const data::PhotoSource> photos, Teacher teacher)
      : photos_(std::move(photos)), teacher_(teacher) {}

  int64_t size() const override { return photos_->size(); }
  std::string name(int64_t i) const override { return photos_->name(i); }
  at::Tensor photo(int64_t i) const override {
    const at::NoGradGuard no_gradients;
    auto image =
        imaging::to_image(photos_->photo(i).slice(0, 0, 3).contiguous(), imaging::BitDepth::u8);
    const auto transform = transform_for(image, teacher_);
    imaging::transform_rows(image, transform, image.height(), imaging::replace_rows_of(image));
    return imaging::to_rgb8_tensor(image);
  }

 private:
  std::shared_ptr<const data::PhotoSource> photos_;
  Teacher teacher_;
};

}  // namespace

std::shared_ptr<const data::PhotoSource> brightened_photos(
    std::shared_ptr<const data::PhotoSource> photos, Teacher teacher) {
  return std::make_shared<BrightenedPhotos>(std::move(photos), teacher);
}

}  // namespace lowlight::tasks
