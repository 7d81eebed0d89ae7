// Processes that train together: how they exchange tensors.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/core/error.h"

namespace lowlight {

/// Another process of a run is gone, silent or of another kind; the run can be started again.
class RankError : public Error {
 public:
  using Error::Error;
};

/// The processes of a run, numbered 0 … size − 1, of which this is one. All call the same functions
/// in the same order with tensors of the same shapes and types; each returns once all others have
/// done so, and throws RankError where one does not in time.
class Ranks {
 public:
  virtual ~Ranks() = default;

  virtual int64_t rank() const = 0;
  virtual int64_t size() const = 0;

  /// Begins to replace `values`, contiguous, by their sum over all ranks, the same bits everywhere.
  /// They are there once the returned function was called.
  virtual std::function<void()> begin_sum(at::Tensor values) const = 0;
  /// Replaces `values`, contiguous, by those of rank `source`.
  virtual void broadcast(at::Tensor values, int64_t source) const = 0;
  /// Those of rank 0, 1, ….
  virtual std::vector<at::Tensor> gather(const at::Tensor& values) const = 0;
};

/// The one process of a run that has no other: nothing is exchanged.
const Ranks& alone();

/// Whether it is true on any rank.
bool any(bool here, const Ranks& ranks);

/// The text of rank `source`.
std::string broadcast_text(const std::string& text, int64_t source, const Ranks& ranks);

/// The list of texts of rank `source`.
std::vector<std::string> broadcast_texts(const std::vector<std::string>& texts,
                                         int64_t source,
                                         const Ranks& ranks);

/// The texts of rank 0, 1, ….
std::vector<std::string> gathered_texts(const std::string& text, const Ranks& ranks);

/// The numbers of rank 0, then those of rank 1, …; each may have another count of them.
std::vector<double> gathered_numbers(const std::vector<double>& numbers, const Ranks& ranks);

/// The part of a batch that a rank holds: what a loss that looks across the samples of a batch
/// needs to know. The loss of the batch is the sum over ranks of share · (loss of the part), and so
/// are its gradients. As it comes, the part is the whole batch.
struct BatchPart {
  const Ranks* ranks = &alone();
  double share = 1;  ///< of the batch's samples, above 0
};

/// The rows of all parts, rank by rank: [N₀, …], [N₁, …] → [N₀ + N₁ + …, …]. For losses that every
/// rank computes from the result in the same way: the gradient of its own rows is divided by its
/// share, so that the sum over ranks of share · gradient is the loss's. A part may have no rows.
at::Tensor gathered(const at::Tensor& rows, const BatchPart& part);

/// The mean of the values of all parts, each the same for each sample; without a gradient.
at::Tensor mean_over_batch(const at::Tensor& values, const BatchPart& part);

/// The sum over all parts; without a gradient.
at::Tensor total_over_batch(const at::Tensor& value, const BatchPart& part);
int64_t total_over_batch(int64_t count, const BatchPart& part);

}  // namespace lowlight
