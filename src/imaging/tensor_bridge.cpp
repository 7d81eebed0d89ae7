#include "lowlight/imaging/tensor_bridge.h"

#include <ATen/ops/empty.h>

#include <cmath>

#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

template <class Sample, class Out, class Convert>
void split_planes(const Image& image, Out* planes, int64_t count, Convert convert) {
  const int64_t channels = image.channels();
  const int64_t area = image.width() * image.height();
  for (int64_t y = 0; y < image.height(); ++y) {
    const Sample* row = image.row<Sample>(y);
    for (int64_t c = 0; c < count; ++c) {
      Out* out = planes + c * area + y * image.width();
      const Sample* in = row + (channels == 1 ? 0 : c);
      for (int64_t x = 0; x < image.width(); ++x) out[x] = convert(in[x * channels]);
    }
  }
}

template <class Sample>
void join_planes(const float* planes, Image& image) {
  const int64_t channels = image.channels();
  const int64_t area = image.width() * image.height();
  const float scale = float(full_scale(image.depth()));
  for (int64_t y = 0; y < image.height(); ++y) {
    for (int64_t c = 0; c < channels; ++c) {
      const float* in = planes + c * area + y * image.width();
      Sample* out = image.row<Sample>(y) + c;
      for (int64_t x = 0; x < image.width(); ++x) {
        // Written so that NaN fails the first comparison and becomes 0.
        const float value = in[x] > 0.0f ? (in[x] < 1.0f ? in[x] : 1.0f) : 0.0f;
        out[x * channels] = Sample(value * scale + 0.5f);
      }
    }
  }
}

void join_byte_planes(const uint8_t* planes, Image& image) {
  const int64_t area = image.width() * image.height();
  uint8_t* out = image.bytes().data();
  for (int64_t i = 0; i < area; ++i) {
    for (int64_t c = 0; c < image.channels(); ++c) *out++ = planes[c * area + i];
  }
}

}  // namespace

at::Tensor to_tensor(const Image& image) {
  LOWLIGHT_CHECK(!image.empty(), "to_tensor: the image must not be empty");
  auto tensor = at::empty({image.channels(), image.height(), image.width()}, at::kFloat);
  const float scale = float(full_scale(image.depth()));
  const auto convert = [scale](auto sample) { return float(sample) / scale; };
  float* planes = tensor.data_ptr<float>();
  if (image.depth() == BitDepth::u8) {
    split_planes<uint8_t>(image, planes, image.channels(), convert);
  } else {
    split_planes<uint16_t>(image, planes, image.channels(), convert);
  }
  return tensor;
}

at::Tensor to_rgb8_tensor(const Image& image) {
  LOWLIGHT_CHECK(!image.empty(), "to_rgb8_tensor: the image must not be empty");
  auto tensor = at::empty({3, image.height(), image.width()}, at::kByte);
  uint8_t* planes = tensor.data_ptr<uint8_t>();
  if (image.depth() == BitDepth::u8) {
    split_planes<uint8_t>(image, planes, 3, [](uint8_t sample) { return sample; });
  } else {
    split_planes<uint16_t>(
        image, planes, 3, [](uint16_t sample) { return uint8_t((sample + 128) / 257); });
  }
  return tensor;
}

Image to_image(const at::Tensor& tensor, BitDepth depth) {
  LOWLIGHT_CHECK(tensor.dim() == 3, "to_image: the tensor must be [C, H, W], got ", tensor.sizes());
  const bool bytes = tensor.scalar_type() == at::kByte;
  LOWLIGHT_CHECK(bytes ? depth == BitDepth::u8 : tensor.is_floating_point(),
                 "to_image: the tensor must be floating-point, or uint8 for 8 bits, got ",
                 tensor.scalar_type());
  Image image(tensor.size(2), tensor.size(1), tensor.size(0), depth);
  if (bytes) {
    join_byte_planes(tensor.cpu().contiguous().data_ptr<uint8_t>(), image);
    return image;
  }
  const auto planes = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
  if (depth == BitDepth::u8) {
    join_planes<uint8_t>(planes.data_ptr<float>(), image);
  } else {
    join_planes<uint16_t>(planes.data_ptr<float>(), image);
  }
  return image;
}

}  // namespace lowlight::imaging
