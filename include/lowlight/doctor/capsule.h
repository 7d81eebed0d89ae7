// A bad step in a file: enough to run it again anywhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lowlight/doctor/diagnosis.h"
#include "lowlight/io/checkpoint.h"

namespace lowlight::doctor {

/// What one step was made of, as it was before the step. Its fields are the members that are not
/// tensors.
struct Capsule {
  int64_t step = 0;
  std::string config{};  ///< the settings of the run, JSON
  io::NamedTensors batch{};
  std::vector<std::string> masks{};  ///< the tensors of the batch that are masks
  std::vector<std::string> files{};  ///< the files that the batch was made of
  io::NamedTensors weights{};        ///< weights and buffers by registered name
  io::NamedTensors random{};         ///< the generators' states by the caller's names
  std::string tripped{};
  History history{};

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("step", self.step, "steps taken before this one");
    visit("config", self.config, "of the run, JSON");
    visit("masks", self.masks, "tensors of the batch that are masks");
    visit("files", self.files, "the batch was made of");
    visit("tripped", self.tripped, "what the sentinel named");
  }
};

/// Writes `path` (safetensors) and, beside it, the verdict under the same name with the extension
/// .json; each atomically. CheckpointError where a file cannot be
/// written.
void write_capsule(const std::filesystem::path& path,
                   const Capsule& capsule,
                   const Diagnosis& verdict);

/// Reads what write_capsule wrote, bit by bit as it was, all on the CPU. Throws CheckpointError
/// where the file is damaged or is no capsule.
Capsule read_capsule(const std::filesystem::path& path);

/// The verdict beside a capsule; ConfigError where there is none.
Diagnosis read_verdict(const std::filesystem::path& path);

}  // namespace lowlight::doctor
