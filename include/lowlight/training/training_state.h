// All that a run needs to go on as if it had never stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "lowlight/io/checkpoint.h"

namespace lowlight::training {

/// Tensors by name and texts, in one safetensors file. Step and random state of the CPU and of
/// `device` are part of it.
struct TrainingState {
  int64_t step = 0;
  std::string config;        ///< of the run, JSON
  io::NamedTensors tensors;  ///< "network.…", "average.…", "adam.…", where they live
};

/// Writes the state and LibTorch's random generators (of the CPU, and of `device` where it is
/// another), atomically.
void save_state(const std::filesystem::path& path, const TrainingState& state, c10::Device device);

/// Fills state.tensors in place, and step, config and the generators. Names, shapes and types must
/// be exactly those of the file: else CheckpointError lists all differences and nothing is changed.
void load_state(const std::filesystem::path& path, TrainingState& state, c10::Device device);

/// The config a state was saved with; reads no tensor.
std::string read_state_config(const std::filesystem::path& path);

}  // namespace lowlight::training
