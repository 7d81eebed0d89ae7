#include "lowlight/imaging/device_picture.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <array>
#include <vector>

#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// Soft stripes with noise, uint16: the CPU dithers those of 8 bits.
Image noisy_picture(int64_t width, int64_t height) {
  at::manual_seed(1);
  const auto waves = (at::arange(width, at::kFloat) / 9).sin().view({1, 1, width}) * 0.1 + 0.3;
  const auto tints = at::tensor({1.f, 0.8f, 0.5f}).view({3, 1, 1});
  const auto noise = at::randn({3, height, width}) * 0.03;
  return to_image((waves * tints + noise).clamp(0, 1), BitDepth::u16);
}

std::vector<float> tone_of_gain(double gain) {
  std::vector<float> tone;
  for (int code = 0; code < 65536; ++code) tone.push_back(float(gain * code / 65535));
  return tone;
}

at::Tensor put_through(const Image& picture, const PhotoTransform& transform) {
  auto result = picture.clone();
  transform_rows(picture, transform, picture.height(), replace_rows_of(result));
  return to_tensor(result);
}

}  // namespace

TEST_CASE("A picture is calmed on a device as photos are calmed row by row") {
  for (const auto [width, height] :
       std::vector<std::array<int64_t, 2>>{{96, 64}, {61, 43}, {1, 1}}) {
    const auto picture = noisy_picture(width, height);
    NoiseModel noise;
    noise.level.fill(8);
    for (auto* bands : {&noise.grey, &noise.red, &noise.blue}) bands->sensor.fill(0.8f);
    noise.grey.jpeg.fill(6);
    // The last gain is one where colours fade.
    for (const double gain : {1.0, 2.0, 18.0}) {
      PhotoTransform transform;
      transform.tone = tone_of_gain(gain);
      transform.calming = calming_for(noise, transform.tone);
      REQUIRE(transform.calming.any);
      const auto toned = to_tensor(picture) * gain;
      const auto calm = calmed(toned, transform.calming).clamp(0, 1);
      const auto change = (calm - put_through(picture, transform)).abs() * 255;
      INFO(width << " x " << height << ", gain " << gain);
      CHECK(change.max().item<float>() < 0.5f);
      CHECK(change.mean().item<float>() < 0.01f);
      if (width > 1) CHECK((calm - toned.clamp(0, 1)).abs().max().item<float>() > 0.02f);
    }
  }
  const auto picture = at::rand({3, 5, 4});
  CHECK(at::equal(calmed(picture, {}), picture));
  CHECK(calmed(at::empty({3, 0, 4}), {}).numel() == 0);
}

TEST_CASE("A picture is put into a look on a device as rows of colours are") {
  at::manual_seed(2);
  auto table = identity_table(7);
  for (float& number : table.nodes) number = 0.7f * number + 0.3f * at::rand({}).item<float>();
  table.lowest = {-0.1f, 0, 0.2f};
  auto picture = at::rand({3, 20, 31}) * 1.4 - 0.2;
  picture.slice(1, 0, 4) = picture.slice(1, 0, 4).slice(0, 0, 1).clone();  // greys lie on edges
  for (const double strength : {1.0, 0.4, 0.0}) {
    auto expected = picture.clone();
    float* planes = expected.data_ptr<float>();
    apply_colour_table(table, float(strength), 620, {planes, planes + 620, planes + 1240});
    CHECK(at::allclose(in_look(picture, table, strength), expected, 0, 2e-6));
  }
  CHECK(at::equal(in_look(picture, {}), picture));
  CHECK_THROWS_AS(in_look(picture, {TableKind::curves, 2, std::vector<float>(8)}), c10::ValueError);
}
