// Drawn faces, and a small detector in the manner of RetinaFace that learns them.
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include <string>
#include <vector>

#include "lowlight/detection/anchors.h"
#include "lowlight/detection/detector.h"

namespace lowlight::test {

/// Pictures [N, 3, 64, 64] of one face each, and where the faces are.
struct DrawnFaces {
  at::Tensor pictures;
  at::Tensor boxes;      ///< [N, 4] corners in pixels
  at::Tensor landmarks;  ///< [N, 3, 2]: both eyes and the mouth
};

/// Light discs with two dark eyes and a dark mouth before noise, 20 to 36 pixels wide, random by
/// torch's generator.
inline DrawnFaces drawn_faces(int64_t count) {
  constexpr int64_t kSide = 64;
  const auto size = torch::rand({count}) * 16 + 20;
  const auto x = size / 2 + torch::rand({count}) * (kSide - size),
             y = size / 2 + torch::rand({count}) * (kSide - size);
  const auto axis = torch::arange(kSide, torch::kFloat) + 0.5;
  const auto column = [](const at::Tensor& of) { return of.view({-1, 1, 1}); };
  const auto disc = [&](const at::Tensor& cx, const at::Tensor& cy, const at::Tensor& radius) {
    const auto across = axis.view({1, 1, -1}) - column(cx),
               down = axis.view({1, -1, 1}) - column(cy);
    return (across.square() + down.square() < column(radius.square())).unsqueeze(1);
  };
  const auto left = x - size / 5, right = x + size / 5, eyes = y - size / 8, mouth = y + size / 4;
  auto pictures = torch::rand({count, 3, kSide, kSide}) * 0.4;
  pictures = torch::where(disc(x, y, size / 2), pictures * 0.3 + 0.65, pictures);
  for (const auto& dark :
       {disc(left, eyes, size / 10), disc(right, eyes, size / 10), disc(x, mouth, size / 8)})
    pictures = torch::where(dark, pictures * 0.2, pictures);
  const auto point = [](const at::Tensor& px, const at::Tensor& py) {
    return torch::stack({px, py}, 1);
  };
  return {pictures,
          torch::stack({x - size / 2, y - size / 2, x + size / 2, y + size / 2}, 1),
          torch::stack({point(left, eyes), point(right, eyes), point(x, mouth)}, 1)};
}

/// Three convolutions of stride 2, one more, and 1×1 heads: at each cell of 8 pixels two anchors of
/// 20 and 32 pixels, two classes, a box and three landmarks.
struct SmallDetector final : torch::nn::Module, detection::Detector {
  torch::nn::Conv2d first{nullptr}, second{nullptr}, third{nullptr}, fourth{nullptr}, head{nullptr};

  SmallDetector() {
    const auto halving = [](int64_t in, int64_t out) {
      return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(2).padding(1));
    };
    first = register_module("first", halving(3, 12));
    second = register_module("second", halving(12, 24));
    third = register_module("third", halving(24, 32));
    fourth = register_module("fourth",
                             torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 32, 3).padding(1)));
    head =
        register_module("head", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 2 * kNumbers, 1)));
  }

  detection::Heads heads(const at::Tensor& pictures) override {
    auto map = pictures - 0.5;
    for (auto* convolution : {&first, &second, &third, &fourth})
      map = (*convolution)->forward(map).relu();
    const auto all =
        head->forward(map).permute({0, 2, 3, 1}).reshape({pictures.size(0), -1, kNumbers});
    return {all.slice(2, 0, 2), {}, all.slice(2, 2, 6), all.slice(2, 6)};
  }
  detection::ManyCentres<detection::Pixels> anchors(detection::PictureSize picture) const override {
    return detection::anchors_of({{8, {20, 32}}}, picture);
  }
  detection::VarianceCoding coding() const override { return {}; }
  std::string description() const override { return "a small detector"; }

 private:
  static constexpr int64_t kNumbers = 2 + 4 + 6;
};

}  // namespace lowlight::test
