// The pictures of a preview on a page.
#pragma once

#include <string>

#include "lowlight/training/preview.h"

namespace lowlight::training {

/// A section with a row for each sample and a column for each kind of picture, for a page with
/// kSampleStyle; "" where there is nothing to see, or no codec.
std::string sample_pictures(const Preview& preview);

inline constexpr char kSampleStyle[] = R"css(
.samples {
  display: grid; gap: .6rem; align-items: center;
  grid-template-columns: repeat(var(--columns), minmax(0, 16rem));
}
.samples p { margin: 0; color: var(--soft); font-size: .88rem; }
.samples img { display: block; width: 100%; height: auto; border-radius: 6px; }
)css";

}  // namespace lowlight::training
