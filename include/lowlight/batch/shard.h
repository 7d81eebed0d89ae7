// One of several runs that share a batch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace lowlight::batch {

/// Part `index` (from 0) of `count`. Every photo belongs to exactly one part, by the SHA-256 of its
/// place in the tree alone: adding photos moves none, and every run, on any machine, agrees.
struct Shard {
  int64_t index = 0;
  int64_t count = 1;

  bool holds(const std::filesystem::path& relative) const;
};

/// The value of an environment variable, nullptr where it is not set.
using Environment = std::function<const char*(const char*)>;

/// The shard that `text` names: "" the whole, "2/5" the second of five, "auto" the one that the
/// task of an array job is (Slurm, AWS Batch), "auto/5" where only the index is known (Kubernetes
/// indexed jobs). Throws ConfigError that says what is missing.
///
///   Slurm        SLURM_ARRAY_TASK_ID, _MIN, _STEP, _COUNT
///   AWS Batch    AWS_BATCH_JOB_ARRAY_INDEX, AWS_BATCH_JOB_ARRAY_SIZE
///   Kubernetes   JOB_COMPLETION_INDEX
Shard parse_shard(const std::string& text, const Environment& environment);

}  // namespace lowlight::batch
