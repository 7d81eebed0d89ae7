// What the network that finds looks starts from: how colours and looks usually are.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "lowlight/models/look_finder.h"

namespace lowlight::tasks {

/// Gathers scenes and looks, then sets a network's mean and spread by the statistics of what was
/// shown, and its bases to the principal components of the looks, each about as large as it occurs.
/// Colours weigh as much as they occur.
class LookStart {
 public:
  explicit LookStart(int64_t nodes);

  /// A scene's colours [P, 3], the same in a look [3, P], and the look's table [nodes³, 3].
  void add(const at::Tensor& colours, const at::Tensor& shown, const at::Tensor& look);

  /// For each node the share of colours that are nearest to it or to one before it; an eighth of
  /// all is spread evenly, so that no colour is left out.
  std::vector<double> reached() const;

  /// Throws c10::ValueError where fewer looks were added than the network has bases.
  void set(models::LookFinder& network) const;

 private:
  at::Tensor weights() const;

  int64_t nodes_;
  at::Tensor counts_;  ///< [nodes³], float64
  std::vector<at::Tensor> statistics_, offsets_;
};

}  // namespace lowlight::tasks
