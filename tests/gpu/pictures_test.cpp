// A GPU changes a picture as the CPU does.
#include <torch/types.h>

#include "lowlight/imaging/device_picture.h"
#include "support/catch.h"

using namespace lowlight::imaging;

TEST_CASE("A picture is calmed and put into a look as on the CPU") {
  torch::manual_seed(1);
  const auto picture = torch::rand({3, 61, 90}) * 0.1 + 0.3;
  NoiseModel noise;
  noise.level.fill(8);
  for (auto* bands : {&noise.grey, &noise.red, &noise.blue}) bands->sensor.fill(1);
  const auto calming = calming_for(noise, {0, 1});
  auto look = identity_table(9);
  for (float& number : look.nodes) number *= number;
  const auto changed = [&](const at::Tensor& of) { return in_look(calmed(of, calming), look); };
  const auto expected = changed(picture);
  CHECK((expected - picture).abs().max().item<float>() > 0.01f);
  CHECK(torch::allclose(changed(picture.to(torch::kCUDA)).cpu(), expected, 0, 1e-4));
}
