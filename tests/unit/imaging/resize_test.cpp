#include "lowlight/imaging/resize.h"

#include <torch/types.h>

#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::synthetic_image;

namespace {

/// coverage[i, j] = how much of input sample j output sample i covers, as a share of output sample
/// i.
at::Tensor coverage(int64_t out_size, int64_t in_size) {
  const double scale = double(in_size) / double(out_size);
  const auto out = torch::arange(out_size, at::kDouble).unsqueeze(1) * scale;
  const auto in = torch::arange(in_size, at::kDouble).unsqueeze(0);
  return (torch::minimum(out + scale, in + 1) - torch::maximum(out, in)).clamp_min(0) / scale;
}

}  // namespace

TEST_CASE("Shrinking averages exactly the covered area") {
  const auto width = GENERATE(61, 64, 7);
  const auto height = GENERATE(33, 64, 50);
  const auto long_side = GENERATE(1, 5, 16, 31, 63);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const Image image = synthetic_image(width, height, 3, depth);
  const auto small = shrink(image, long_side);
  const auto expected = coverage(small.size(1), height)
                            .matmul(to_tensor(image).to(at::kDouble))
                            .matmul(coverage(small.size(2), width).t());
  CHECK((small - expected).abs().max().item<double>() < 1e-6);
}

TEST_CASE("Shrinking keeps the mean") {
  const Image image = synthetic_image(101, 67);
  CHECK(shrink(image, 1).mean().item<float>() ==
        Approx(to_tensor(image).mean().item<float>()).epsilon(1e-5));
  CHECK(shrink(image, 40).mean().item<float>() ==
        Approx(to_tensor(image).mean().item<float>()).epsilon(1e-5));
}

TEST_CASE("The long side is met and the short side rounded") {
  CHECK(shrink(synthetic_image(400, 300), 256).sizes() == at::IntArrayRef{3, 192, 256});
  CHECK(shrink(synthetic_image(300, 401), 256).sizes() == at::IntArrayRef{3, 256, 192});
  CHECK(shrink(synthetic_image(1000, 1), 10).sizes() == at::IntArrayRef{3, 1, 10});
}

TEST_CASE("Small pictures keep their size and pixels") {
  const Image image = synthetic_image(20, 30);
  CHECK(torch::allclose(shrink(image, 30), to_tensor(image), 0, 1e-7));
  CHECK(torch::allclose(shrink(image, 9000), to_tensor(image), 0, 1e-7));
}

TEST_CASE("Grey is repeated and alpha ignored") {
  const auto grey = shrink(synthetic_image(20, 30, 1), 10);
  CHECK(torch::equal(grey[0], grey[1]));
  CHECK(torch::equal(grey[0], grey[2]));
  CHECK(
      torch::equal(shrink(synthetic_image(20, 30, 4), 10), shrink(synthetic_image(20, 30, 3), 10)));
}

TEST_CASE("Nothing cannot be shrunk and nothing cannot be reached") {
  CHECK_THROWS_AS(shrink(Image(), 10), c10::ValueError);
  CHECK_THROWS_AS(shrink(synthetic_image(4, 4), 0), c10::ValueError);
}
