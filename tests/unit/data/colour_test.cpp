#include "data/colour.h"

#include <ATen/ATen.h>

#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"
#include "support/catch.h"
#include "support/some_colours.h"

using namespace lowlight;
using namespace lowlight::data;
using test::difference;
using test::some_colours;

TEST_CASE("The numbers of a colour are clamped one by one") {
  CHECK(difference(clamped(Colour{-0.5f, 0.25f, 1.5f}), Colour{0, 0.25f, 1}) == 0);
  CHECK(colourfulness(Colour{0.2f, 0.9f, 0.5f}) == Approx(0.7f));
  std::vector<Colour> none;
  clamp(none);
  CHECK(as_tensor(none).sizes() == at::IntArrayRef({0, 3}));
}

TEST_CASE("Light is multiplied as tensors of linear light are, and clamped") {
  const auto colours = some_colours();
  auto lit = colours;
  light(lit, Colour{2, 0.5f, 1});
  const auto expected = linear_to_srgb(
      (srgb_to_linear(as_tensor(colours)) * at::tensor({2.f, 0.5f, 1.f})).clamp(0, 1));
  CHECK(at::allclose(as_tensor(lit), expected, 0, 1e-6));
}

TEST_CASE("Saturation keeps luma; none of it is grey") {
  const auto colours = some_colours();
  auto strong = colours, none = colours;
  saturate(strong, 1.5f);
  saturate(none, 0);
  for (size_t i = 0; i < colours.size(); ++i) {
    CHECK(grey(strong[i]) == Approx(grey(colours[i])).margin(1e-6));
    CHECK(difference(none[i], grey_of(grey(colours[i]))) < 1e-6f);
  }
  const auto planes = as_tensor(colours).t().unsqueeze(2);
  CHECK(luma(planes)[0].item<float>() == Approx(grey(colours[0])));
}
