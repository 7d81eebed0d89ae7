// The interface through which a batch sees what is done to each photo.
#pragma once

#include <string>

#include "lowlight/imaging/image.h"

namespace lowlight::inference {

/// Turns a picture into another of the same width, height, channels and depth.
struct PhotoProcessor {
  virtual ~PhotoProcessor() = default;

  /// May work in the memory of `image`. Any exception fails this picture only. Called from as many
  /// threads at once as the batch has for it (BatchOptions::threads), one by default.
  virtual imaging::Image process(imaging::Image image) const = 0;

  /// False where process() returns every picture as it is: then it need not be called.
  virtual bool changes_pictures() const { return true; }

  /// What it is, for reports: "enhancer.safetensors, strength 0.8, on cpu".
  virtual std::string description() const = 0;
};

}  // namespace lowlight::inference
