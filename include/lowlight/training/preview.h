// Pictures that let a person, or a metric, see what a network does.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace lowlight::training {

/// Pictures [N, 3, H, W] in [0, 1] by name, in the order to show them; N is the same in all:
///   "input"            what the network is given
///   "output"           what comes of it
///   "target"           what should come of it, where that is known
///   "style"            the look it should have; its H and W may differ
///   "well_lit"         photos that should stay as they are
///   "well_lit_output"  what comes of those
/// A task shows those it has.
using Preview = std::vector<std::pair<std::string, at::Tensor>>;

/// The picture called `name`, undefined where there is none.
at::Tensor picture_of(const Preview& preview, const std::string& name);

/// The samples of several previews of one task side by side. Pictures of one name that differ in
/// size are an error.
Preview joined_previews(const std::vector<Preview>& previews);

}  // namespace lowlight::training
