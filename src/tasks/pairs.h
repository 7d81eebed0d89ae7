// Pairs of dark pictures and what the enhancer should make of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/core/random.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

/// Training pairs, made of a numbered set of photos.
class Pairs {
 public:
  virtual ~Pairs() = default;

  /// How many photos, or pairs of photos, there are.
  virtual int64_t size() const = 0;

  /// A pair made of photo `index`, a function of (index, random) alone:
  ///   "dark"     [3, S, S] in [0, 1], encoded
  ///   "target"   [3, S, S], what the enhancer should make of it
  ///   "style"    [3, S, S], another square of a picture that has the target's look
  ///   "neutral"  bool [], whether the stored look is to serve instead of the style's
  ///   "boxes"    where boxes of the photos are known: those in "dark" (LabelledCrops::rows)
  /// A photo that cannot be used is replaced as data::draw_photo does.
  virtual training::Sample sample(int64_t index, RandomStream random) const = 0;

  /// How many photos of what, for logs and metadata.
  virtual std::string description() const = 0;

  /// What of their labels is not learned from, a sentence each.
  virtual std::vector<std::string> refused() const { return {}; }
};

}  // namespace lowlight::tasks
