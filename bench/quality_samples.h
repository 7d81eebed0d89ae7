// The pictures that quality is measured on.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "lowlight/imaging/image.h"

namespace lowlight::bench {

/// A dark picture, and the well-lit one to reach (undefined where there is none), uint8 [3, H, W].
struct Sample {
  imaging::Image dark;
  at::Tensor reference;
};

/// The long side of the pictures made from photos: 512 pixels.
inline constexpr int64_t kSampleSide = 512;

/// All photos of a folder, sorted.
std::vector<std::filesystem::path> photos_in(const std::filesystem::path& folder);

/// Those named NAME_dark.jpg, NAME_dark3.png ….
std::vector<std::filesystem::path> dark_photos_in(const std::filesystem::path& folder);

/// "NAME" of NAME_dark.jpg, NAME_dark3.png …, and "" of every other name.
std::string scene_of(const std::filesystem::path& path);

/// NAME_darkK.* with NAME_bright.* as what is to be reached.
Sample pair_sample(const std::filesystem::path& dark);

/// The photo is its own reference: what is changed that needed no change?
Sample identity_sample(const std::filesystem::path& photo);

/// A well-lit photo darkened by a camera drawn at random from `index` (data/darkening.h).
Sample darkened_sample(const std::filesystem::path& photo, size_t index);

/// The variance of a sensor's noise is shot · light + read, at linear light in [0, 1].
struct SensorNoise {
  const char* name;
  double shot;
  double read;
  bool demosaiced;  ///< Of a Bayer mosaic, interpolated linearly; else of each sample by itself.
};

/// A photo that is too dark.
struct Darkening {
  double exposure;
  SensorNoise noise;
};

/// Those in which trust is measured.
inline constexpr std::array kTrustDarkenings = {Darkening{-4.5, {"weak", 1e-4, 2e-7, false}},
                                                Darkening{-4.5, {"strong", 6e-4, 2e-6, false}},
                                                Darkening{-6.5, {"weak", 1e-4, 2e-7, false}},
                                                Darkening{-6.5, {"strong", 6e-4, 2e-6, false}}};

/// A picture [3, H, W] in [0, 1] made `exposure` EV brighter in linear light (the sRGB transfer),
/// with Gaussian noise that is a function of `index`, in 8 bits.
imaging::Image underexposed(const at::Tensor& picture,
                            double exposure,
                            const SensorNoise& noise,
                            size_t index);

/// A well-lit photo at −4.5 EV.
Sample underexposed_sample(const std::filesystem::path& photo,
                           size_t index,
                           const SensorNoise& noise);

/// A dark photo at its own size.
Sample lone_sample(const std::filesystem::path& photo);

/// A dark photo at a long side of kSampleSide, if it is larger.
Sample small_lone_sample(const std::filesystem::path& photo);

}  // namespace lowlight::bench
