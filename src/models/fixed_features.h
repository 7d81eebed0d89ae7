// What the networks whose features losses compare have in common.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lowlight::models {

/// Fills each weight [out, in, kh, kw] with normal numbers of variance 2 / (in · kh · kw) (He et
/// al. 2015), the same on every machine for one seed and place in the list.
void set_random(const std::vector<at::Tensor>& weights, int64_t seed);

/// The maps that a caller wants of a network that makes them one after the other.
class WantedMaps {
 public:
  /// An error that names `network` and lists the layers there are where one of `wanted` is unknown.
  WantedMaps(const std::string& network,
             const std::vector<std::string>& layers,
             const std::vector<std::string>& wanted);

  void keep(const std::string& layer, const at::Tensor& map);
  bool complete() const { return missing_ == 0; }
  /// In the order wanted.
  std::vector<at::Tensor> maps() const { return maps_; }

 private:
  std::vector<std::string> wanted_;
  std::vector<at::Tensor> maps_;
  size_t missing_;
};

/// Published tensors on their way into a network: all are looked at before one is copied.
class PublishedTensors {
 public:
  /// `tensors` must outlive this.
  explicit PublishedTensors(const std::map<std::string, at::Tensor>& tensors) : tensors_(tensors) {}

  /// The tensor called `name`; undefined, and a problem, where it is missing or of another shape.
  at::Tensor find(const std::string& name, at::IntArrayRef sizes);
  /// Whether all that was looked for was found.
  bool fits() const { return problems_.empty(); }
  /// Puts a value aside for `target`.
  void put(const at::Tensor& target, const at::Tensor& value);
  /// Copies all that was put aside; where there were problems a CheckpointError that calls the
  /// tensors `source` and lists them, and nothing is copied.
  void copy_all(const std::string& source) const;

 private:
  const std::map<std::string, at::Tensor>& tensors_;
  std::vector<std::string> problems_;
  std::vector<std::pair<at::Tensor, at::Tensor>> copies_;
};

}  // namespace lowlight::models
