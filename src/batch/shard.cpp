#include "lowlight/batch/shard.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "lowlight/batch/sha256.h"
#include "lowlight/core/error.h"

namespace lowlight::batch {
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw ConfigError("shard", {reason}); }

std::optional<int64_t> number_in(std::string_view text) {
  int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int64_t> variable(const Environment& environment, const char* name) {
  const char* text = environment(name);
  if (!text) return std::nullopt;
  const auto value = number_in(text);
  if (!value) refuse(std::string(name) + " must be a number, got '" + text + "'");
  return value;
}

/// A count of 0 is not known.
Shard shard_of(const Environment& environment) {
  if (const auto task = variable(environment, "SLURM_ARRAY_TASK_ID")) {
    const auto first = variable(environment, "SLURM_ARRAY_TASK_MIN").value_or(0);
    const auto step = variable(environment, "SLURM_ARRAY_TASK_STEP").value_or(1);
    if (step < 1) refuse("SLURM_ARRAY_TASK_STEP must be at least 1");
    return {(*task - first) / step, variable(environment, "SLURM_ARRAY_TASK_COUNT").value_or(0)};
  }
  if (const auto index = variable(environment, "AWS_BATCH_JOB_ARRAY_INDEX")) {
    return {*index, variable(environment, "AWS_BATCH_JOB_ARRAY_SIZE").value_or(0)};
  }
  if (const auto index = variable(environment, "JOB_COMPLETION_INDEX")) return {*index, 0};
  refuse(
      "auto finds no array job: none of SLURM_ARRAY_TASK_ID, AWS_BATCH_JOB_ARRAY_INDEX and "
      "JOB_COMPLETION_INDEX is set");
}

}  // namespace

bool Shard::holds(const std::filesystem::path& relative) const {
  return count == 1 || fingerprint(relative.native()) % uint64_t(count) == uint64_t(index);
}

Shard parse_shard(const std::string& text, const Environment& environment) {
  if (text.empty()) return {};
  const auto slash = text.find('/');
  const auto part = text.substr(0, slash);
  const auto given =
      slash == std::string::npos ? 0 : number_in(text.substr(slash + 1)).value_or(-1);
  Shard shard;
  if (part == "auto") {
    shard = shard_of(environment);
  } else {
    const auto number = number_in(part);
    if (!number || slash == std::string::npos) refuse("must be I/N, auto or auto/N, got " + text);
    shard.index = *number - 1;
    shard.count = 0;
  }
  if (slash != std::string::npos) shard.count = given;
  if (shard.count == 0 && slash == std::string::npos) {
    refuse("the environment has the part but not the number of parts: write auto/N");
  }
  if (shard.count < 1) refuse("must be part of at least one, got " + text);
  if (shard.index < 0 || shard.index >= shard.count) {
    refuse("the parts are numbered from 1 to " + std::to_string(shard.count) + ", got " +
           std::to_string(shard.index + 1));
  }
  return shard;
}

}  // namespace lowlight::batch
