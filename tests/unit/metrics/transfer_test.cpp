#include "lowlight/metrics/transfer.h"

#include <torch/types.h>

#include <cmath>

#include "support/catch.h"

using namespace lowlight::metrics;

namespace {

/// A picture of a formula that a program in another language can follow.
at::Tensor waves(int64_t height, int64_t width, double shift) {
  const auto y = torch::arange(height, torch::kDouble).unsqueeze(1);
  const auto x = torch::arange(width, torch::kDouble).unsqueeze(0);
  const auto channel = [&](double c) {
    return 127.5 + 90 * torch::sin(x * (0.11 + 0.03 * c) + y * 0.07 + shift + c) +
           20 * torch::sin(x * 1.3 - y * 0.9);
  };
  return torch::stack({channel(0), channel(1), channel(2)}).round().clamp(0, 255).to(torch::kByte);
}

at::Tensor halved(const at::Tensor& picture) { return (picture / 2).floor().to(torch::kByte); }

}  // namespace

TEST_CASE("Colours are left whole where nothing was done, and none where they arrived") {
  const auto content = waves(40, 50, 0), style = halved(waves(31, 47, 2));
  CHECK(colours_left(content, content, style) == 1);
  CHECK(colours_left(style, content, style) == 0);
  // The same colours in other places are the same colours.
  CHECK(colours_left(style.flip(2), content, style) < 1e-9);
  const auto half = (content.to(torch::kInt) + halved(content)) / 2;
  const auto left = colours_left(half.to(torch::kByte), content, halved(content));
  CHECK((left > 0.3 && left < 0.7));
}

TEST_CASE("Structure is kept under changes of brightness and contrast, not under others") {
  const auto content = waves(60, 70, 0);
  CHECK(structure_kept(content, content) == Approx(1));
  const auto paler = halved(content) + 90;
  CHECK(structure_kept(paler, content) > 0.9);
  CHECK(structure_kept(content.flip(2), content) < 0.5);
  CHECK(structure_kept(255 - content, content) < 0);
}

TEST_CASE("Both metrics are those of a reference with 20,000 directions") {
  const auto content = waves(60, 70, 0), style = waves(50, 64, 2), result = waves(60, 70, 1.2);
  CHECK(colours_left(result, content, style) == Approx(0.7042).epsilon(0.015));
  CHECK(structure_kept(result, content) == Approx(0.95392).margin(1e-4));
}

TEST_CASE("Pictures that cannot be compared are refused") {
  const auto picture = waves(20, 20, 0);
  CHECK_THROWS(colours_left(picture, picture, torch::zeros({3, 0, 4}, torch::kByte)));
  CHECK_THROWS(colours_left(picture.to(torch::kFloat), picture, picture));
  CHECK_THROWS(structure_kept(picture, waves(20, 21, 0)));
  CHECK_THROWS(structure_kept(waves(14, 20, 0), waves(14, 20, 0)));
}
