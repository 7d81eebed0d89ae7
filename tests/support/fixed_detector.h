// A detector that says what a test tells it to.
#pragma once

#include <torch/types.h>

#include <string>

#include "lowlight/detection/anchors.h"
#include "lowlight/detection/detector.h"

namespace lowlight::test {

/// One anchor of 16 pixels a cell of 16; the brightness of a picture's cell is its objectness and
/// class: bright cells are found.
class BrightCells : public detection::Detector {
 public:
  detection::Heads heads(const at::Tensor& pictures) override {
    const auto cells = at::avg_pool2d(pictures.mean(1, true), 16, 16, 0, true, false);
    const auto logits = ((cells - 0.5) * 10).flatten(1);
    const auto none = torch::zeros({logits.size(0), logits.size(1), 4}, logits.options());
    return {
        logits.unsqueeze(-1), logits, none, torch::cat({none, none, none}, -1).slice(-1, 0, 10)};
  }
  detection::ManyCentres<detection::Pixels> anchors(detection::PictureSize picture) const override {
    return detection::anchors_of({{16, {16}}}, picture);
  }
  detection::VarianceCoding coding() const override { return {}; }
  std::string description() const override { return "bright cells"; }
};

}  // namespace lowlight::test
