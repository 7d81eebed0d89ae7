// Which anchor is to find which box.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"
#include "lowlight/detection/boxes.h"

namespace lowlight::detection {

struct MatchOptions {
  double positive = 0.35;
  double background = 0.35;
  double least_forced = 0.2;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("positive", self.positive, above(0).at_most(1), "IoU from which an anchor finds a box");
    visit("background",
          self.background,
          in(0, 1),
          "IoU below which an anchor finds nothing; from there to `positive` it is ignored");
    visit("least_forced",
          self.least_forced,
          in(0, 1),
          "least IoU of the anchor that a box gets where none is positive; it is above 0 anyway");
  }

  void check(Problems& problems) const;

  bool operator==(const MatchOptions&) const = default;
};

inline constexpr int64_t kBackground = -1;
inline constexpr int64_t kIgnored = -2;

struct Matches {
  at::Tensor box;      ///< [A] int64: the index of the box to find, kBackground or kIgnored
  at::Tensor overlap;  ///< [A]: IoU with that box, or the greatest with any; 0 without boxes

  at::Tensor positive() const;  ///< [A] booleans: those that find a box
};

/// Matches anchors [A] to boxes [T].
///
/// 1. Boxes that are not valid (are_valid) take no part at all.
/// 2. Forced matches: the boxes in the order of their greatest overlap each take the free anchor
///    that they overlap most, where that is at least `least_forced` and above 0. An anchor is taken
///    once; its box and its overlap are set together.
/// 3. Every other anchor is judged by its greatest overlap, as the options say.
/// 4. Of these the background anchors are ignored of whose area at least `background` lies in one
///    of the boxes `ignored` [K]: crowds, faces too small to be learned. Undefined = none are.
///
/// Equal overlaps go to the lower index. Computed on the CPU whatever the device, so that results
/// are the same everywhere; they come back on the anchors' device. No boxes: all background.
/// (Liu et al. 2016 force in a loop over the boxes, where a later box, of no area even, takes the
/// anchor of an earlier one.)
template <class Unit>
Matches match(const ManyCorners<Unit>& boxes,
              const ManyCorners<Unit>& anchors,
              const MatchOptions& options = {},
              const ManyCorners<Unit>& ignored = {});

/// The same for overlaps [T, A] that are known; a row with NaN is a box that takes no part.
Matches match(const at::Tensor& overlaps, const MatchOptions& options = {});

}  // namespace lowlight::detection
