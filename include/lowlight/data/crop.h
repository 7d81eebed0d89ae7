// Random square crops that show something.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/random.h"
#include "lowlight/core/rule.h"

namespace lowlight::data {

struct CropOptions {
  int64_t size = 256;
  double smallest = 0.4;
  double largest = 1;
  bool flip = true;
  double contrast = 0.03;
  double valid = 0.1;
  int64_t attempts = 16;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("size", self.size, at_least(1), "side of the crop after resizing, in pixels");
    visit("smallest",
          self.smallest,
          above(0).at_most(1),
          "least side of the crop as a share of the photo's short side");
    visit("largest",
          self.largest,
          above(0).at_most(1),
          "greatest side of the crop as a share of the photo's short side");
    visit("flip", self.flip, "mirror half of the crops left to right");
    visit("contrast",
          self.contrast,
          in(0, 0.5),
          "least standard deviation of luma for a crop to count as content");
    visit("valid",
          self.valid,
          in(0, 1),
          "least share of valid pixels, for photos with alpha or masks");
    visit(
        "attempts", self.attempts, at_least(1), "crops tried before a photo is given up as empty");
  }
  void check(Problems& problems) const;
};

/// A square of a photo, in pixels.
struct CropPlace {
  int64_t top = 0;
  int64_t left = 0;
  int64_t side = 1;
  bool mirrored = false;  ///< left to right
};

/// A random square of the uint8 photo [3|4, H, W]: side uniform in [smallest, largest] · min(H, W),
/// place uniform, mirrored with probability ½ if `flip`. Squares whose crop has no content
/// (has_content) are drawn again; nothing is returned where `attempts` had none, or the photo has
/// no pixel: so a crop always shows something, whatever the photo.
std::optional<CropPlace> random_place(const at::Tensor& photo,
                                      const CropOptions& options,
                                      RandomStream& random);

/// That square of the uint8 photo [3|4, H, W], resized to float32 [3|4, size, size] in [0, 1]. It
/// must lie within the photo.
at::Tensor crop_at(const at::Tensor& photo, const CropPlace& place, int64_t size);

/// The crop of `photo` at a random_place, where there is one.
std::optional<at::Tensor> random_crop(const at::Tensor& photo,
                                      const CropOptions& options,
                                      RandomStream& random);

/// Whether at least the share options.valid of the pixels is valid and their luma deviates by at
/// least options.contrast from its mean (root mean square).
bool has_content(const at::Tensor& picture, const CropOptions& options);

}  // namespace lowlight::data
