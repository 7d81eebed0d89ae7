// Gradients of several ranks as those of one batch.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "lowlight/core/ranks.h"

namespace torch::nn {
class Module;
}

namespace lowlight::training {

/// Sums the gradients of a module's parameters over all ranks while the backward pass still
/// computes others: parameters, the last first, lie in buckets, and a bucket travels once it is
/// complete (Li et al. 2020, arXiv 2006.15704). A parameter without a gradient here counts as 0; it
/// has none afterwards where it has none on any rank.
class GradientSums {
 public:
  /// Hangs on the parameters that require gradients, where they are now, until the end of its life.
  /// A bucket is full at `bucket_bytes`.
  GradientSums(const torch::nn::Module& module, const Ranks& ranks, int64_t bucket_bytes = 1 << 20);
  ~GradientSums();
  GradientSums(const GradientSums&) = delete;
  GradientSums& operator=(const GradientSums&) = delete;

  /// Before the backward pass after which the gradients are complete.
  void begin();
  /// After it: the parameters have the sums. Those of this rank alone are kept until begin().
  void finish();
  /// Gives the parameters the gradients of this rank alone again.
  void restore();

  size_t buckets() const { return buckets_.size(); }
  /// Buckets that travel, or have, since begin().
  size_t sent() const { return sent_; }

 private:
  struct Hook;
  struct Bucket {
    std::vector<size_t> parameters;
    size_t missing = 0;    // parameters whose gradient is not there yet
    at::Tensor sums = {};  // their gradients, then for each 1 where it has one
    std::function<void()> wait = {};
  };

  void add(size_t parameter);
  void send(Bucket& bucket);
  void receive(Bucket& bucket);

  const Ranks& ranks_;
  std::vector<at::Tensor> parameters_;
  std::vector<size_t> bucket_of_;
  std::vector<Bucket> buckets_;
  std::vector<at::Tensor> own_;  // the gradients of this rank alone
  size_t sent_ = 0;              // buckets that travel, or have
  bool active_ = false;
};

}  // namespace lowlight::training
