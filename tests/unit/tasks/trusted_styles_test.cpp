// What a photo does not know of its light casts no vote on its style.
#include <ATen/ATen.h>

#include "data/photo_trust.h"
#include "lowlight/blocks/partial_conv2d.h"
#include "support/catch.h"

using namespace lowlight;

TEST_CASE("As a soft mask of a partial convolution, what was cut off casts no vote") {
  auto photo = at::full({3, 24, 60}, 120, at::kByte);
  photo.slice(2, 0, 20).fill_(255);
  photo.slice(2, 40, 60).zero_();
  const auto mask = (data::trust_of(photo).to(at::kFloat) / 255).unsqueeze(0);
  const auto picture = (photo.to(at::kFloat) / 255).unsqueeze(0);
  auto other = picture.clone();
  other.slice(3, 0, 16).fill_(0.3);
  other.slice(3, 44, 60).fill_(0.9);
  blocks::PartialConv2d conv(blocks::PartialConv2dOptions{.in_channels = 3,
                                                          .out_channels = 4,
                                                          .kernel_size = 3,
                                                          .padding = 1,
                                                          .mask_mode = blocks::MaskMode::soft});
  CHECK(at::equal(conv->forward({picture, mask}).value, conv->forward({other, mask}).value));
}
