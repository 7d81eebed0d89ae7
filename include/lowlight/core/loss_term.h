// One named summand of a training loss, and why it is missing where it is.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace lowlight {

/// A summand of a loss. `value` is a scalar and always defined and addable: 0 without a graph where
/// the term is skipped. `skipped` says why the term does not count in this step, "" where it does;
/// `note` says what was left out of a term that counts, "" where nothing was.
struct LossTerm {
  std::string name;
  at::Tensor value;
  std::string skipped;
  std::string note;
};

}  // namespace lowlight
