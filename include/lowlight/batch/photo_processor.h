// The interface through which a batch sees what is done to each photo.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// Turns a picture into another of the same width, height, channels and depth. What it has to
/// remark on one, a sentence each, is appended to `warnings` where that is given.
struct PhotoProcessor {
  virtual ~PhotoProcessor() = default;

  /// May work in the memory of `image`. Any exception fails this picture only. Called from as many
  /// threads at once as the batch has for it (BatchOptions::threads), one by default.
  virtual imaging::Image process(imaging::Image image,
                                 std::vector<std::string>* warnings = nullptr) const = 0;

  /// The same for a picture that is too large to be held: its result goes to `use` in bands of
  /// `band_rows` rows, an even number. As it stands, for processors that know whole pictures only,
  /// the picture is read into memory all the same.
  virtual void process_rows(const imaging::PictureRows& picture,
                            int64_t /*band_rows*/,
                            const imaging::UseBand& use,
                            std::vector<std::string>* warnings = nullptr) const {
    use(process(picture.read(0, picture.shape().height), warnings));
  }

  /// False where process() returns every picture as it is: then it need not be called.
  virtual bool changes_pictures() const { return true; }

  /// What it is, for reports: "enhancer.safetensors, strength 0.8, on cpu".
  virtual std::string description() const = 0;
};

}  // namespace lowlight::batch
