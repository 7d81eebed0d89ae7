// Pictures that let a person, or a metric, see what a network does.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace lowlight::training {

/// Pictures [N, 3, H, W] in [0, 1]; N is the same in all. A task shows those it has, the others are
/// undefined.
struct Preview {
  at::Tensor input{};            ///< what the network is given
  at::Tensor output{};           ///< what the network makes of the input
  at::Tensor target{};           ///< what the output should be, where that is known
  at::Tensor style{};            ///< the look the output should have; its H and W may differ
  at::Tensor well_lit{};         ///< photos that should stay as they are
  at::Tensor well_lit_output{};  ///< what the network makes of those

  /// The pictures that there are under the names above, in that order.
  std::vector<std::pair<std::string, at::Tensor>> pictures() const;
};

/// The samples of several previews of one task side by side, on the CPU. Pictures of one name that
/// differ in size are an error.
Preview joined_previews(const std::vector<Preview>& previews);

}  // namespace lowlight::training
