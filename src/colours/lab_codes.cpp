#include "lowlight/colours/lab_codes.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "colours/icc.h"

namespace lowlight::colours {
namespace {

class LabToSrgb {
 public:
  LabToSrgb(bool icc_form, const imaging::ImageShape& shape)
      : icc_form_(icc_form), channels_(shape.channels), depth_(shape.depth) {
    const IccProfile lab(cmsCreateLab4Profile(nullptr)), srgb(cmsCreate_sRGBProfile());
    transform_.reset(cmsCreateTransform(lab.get(),
                                        TYPE_Lab_DBL,
                                        srgb.get(),
                                        TYPE_RGB_DBL,
                                        INTENT_RELATIVE_COLORIMETRIC,
                                        cmsFLAGS_NOCACHE));
  }

  void operator()(const uint8_t* in, int64_t pixels, uint8_t* out) const {
    depth_ == imaging::BitDepth::u8
        ? convert<uint8_t, int8_t>(in, pixels, out)
        : convert<uint16_t, int16_t>(
              reinterpret_cast<const uint16_t*>(in), pixels, reinterpret_cast<uint16_t*>(out));
  }

 private:
  template <class Sample, class Signed>
  void convert(const Sample* in, int64_t pixels, Sample* out) const {
    constexpr double full = sizeof(Sample) == 1 ? 255 : 65535, unit = sizeof(Sample) == 1 ? 1 : 256;
    const double white = icc_form_ && sizeof(Sample) == 2 ? 0xFF00 : full;
    std::vector<double> values(size_t(3 * pixels));
    for (int64_t i = 0; i < pixels; ++i) {
      const Sample* from = in + i * channels_;
      values[size_t(3 * i)] = std::min(from[0] / white, 1.0) * 100;
      for (int64_t c = 1; c < 3; ++c) {
        values[size_t(3 * i + c)] =
            icc_form_ ? from[c] / unit - 128 : double(Signed(from[c])) / unit;
      }
    }
    std::vector<double> rgb(values.size());
    cmsDoTransform(transform_.get(), values.data(), rgb.data(), cmsUInt32Number(pixels));
    for (int64_t i = 0; i < pixels; ++i) {
      Sample* to = out + i * channels_;
      for (int64_t c = 0; c < 3; ++c) {
        to[c] = Sample(std::lround(std::clamp(rgb[size_t(3 * i + c)], 0.0, 1.0) * full));
      }
      if (channels_ == 4) to[3] = in[i * channels_ + 3];
    }
  }

  struct DeleteTransform {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
  };
  bool icc_form_;
  int64_t channels_;
  imaging::BitDepth depth_;
  std::unique_ptr<void, DeleteTransform> transform_;
};

}  // namespace

ConvertPixels lab_to_srgb(LabForm form, const imaging::ImageShape& shape) {
  const auto convert = std::make_shared<const LabToSrgb>(form == LabForm::icc, shape);
  return
      [convert](const uint8_t* in, int64_t pixels, uint8_t* out) { (*convert)(in, pixels, out); };
}

}  // namespace lowlight::colours
