// Large sets of bytes that are used without being read first.
#pragma once

#include <filesystem>

#include "lowlight/io/safetensors.h"

namespace lowlight::io {

/// As read_safetensors, for files of U8 tensors alone: any other type is an error. The tensors are
/// views of the file, which is mapped into memory as long as one of them lives: the kernel reads
/// what is touched and drops it where memory is short. Do not write to them, and do not let the
/// file shrink meanwhile (replacing it is fine): either ends the process.
TensorFile map_safetensors(const std::filesystem::path& path);

}  // namespace lowlight::io
