// The safetensors format: named tensors and text, no code
// (https://github.com/huggingface/safetensors).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace lowlight::io {

/// What one file holds. Tensors are dense, contiguous, on the CPU, each with its own storage.
struct TensorFile {
  std::map<std::string, at::Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Limits of the reader, beyond those of the format itself.
inline constexpr uint64_t kMaxHeaderBytes = 100'000'000;
inline constexpr size_t kMaxTensors = 100'000;
inline constexpr size_t kMaxNameBytes = 1024;
inline constexpr size_t kMaxDimensions = 32;

/// Reads a file that may come from anybody. All claims of the header are checked against the size
/// of the file before memory is taken for a tensor: the tensors must tile the data without hole or
/// overlap, each with exactly the bytes of its shape and type (BOOL, U8, I8, I16, I32, I64, F16,
/// BF16, F32, F64; BOOL bytes must be 0 or 1). Scalars and tensors without elements are legal.
/// Duplicate or unknown keys, names with control characters, padding other than spaces, and
/// anything after the data are errors. Throws CheckpointError with the path and the reason.
TensorFile read_safetensors(const std::filesystem::path& path);

/// The metadata alone: checks the whole header, reads no tensor.
std::map<std::string, std::string> read_safetensors_metadata(const std::filesystem::path& path);

/// As read_safetensors, from memory; errors call the bytes `name`.
TensorFile parse_safetensors(std::span<const uint8_t> bytes, const std::string& name);

/// Writes atomically (core/atomic_file.h). Equal contents give equal bytes: tensors with larger
/// elements come first, then by name, so that all lie aligned. Tensors may be on any device and
/// strided; values are stored as they are. Throws CheckpointError for a type the format lacks, and
/// where the file cannot be written.
void write_safetensors(const std::filesystem::path& path, const TensorFile& file);

}  // namespace lowlight::io
