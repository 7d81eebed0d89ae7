// Files of weights, checked before a network is made of them.
#pragma once

#include <cstdint>
#include <filesystem>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"

namespace lowlight::models {

/// All tensors of a file. Throws CheckpointError where it is missing or damaged
/// (io/safetensors.h), or where a tensor holds NaN or infinity: each of these is named.
io::NamedTensors read_weights(const std::filesystem::path& path);

/// The options of a checkpoint's network. Throws CheckpointError with all that is wrong: unknown
/// keys, and numbers that break their rule.
template <class Options>
Options options_of(const io::CheckpointInfo& info, const std::filesystem::path& path) try {
  auto options = io::options_from_text<Options>(info.options, path.string());
  if (const auto problems = problems_of(options); !problems.empty())
    throw CheckpointError(path.string(), texts_of(problems));
  return options;
} catch (const ConfigError& error) {
  throw CheckpointError(error.where(), error.problems());
}

/// Keeps options that lie from taking memory: throws CheckpointError where a network needs
/// `numbers`, or more, and the tensors hold less than a sixteenth of them. What is nearer is
/// compared tensor by tensor (io::assign_tensors).
void require_numbers(const io::NamedTensors& tensors,
                     int64_t numbers,
                     const std::filesystem::path& path);

}  // namespace lowlight::models
