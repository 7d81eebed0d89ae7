// Any bytes are either refused by CheckpointError, or tensors of exactly the bytes that follow the
// header.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto file = lowlight::io::parse_safetensors({data, size}, "fuzz");
    uint64_t header = 0;
    std::memcpy(&header, data, sizeof header);
    size_t held = 0;
    for (const auto& [name, tensor] : file.tensors) held += tensor.nbytes();
    if (held != size - sizeof header - header) std::abort();
  } catch (const lowlight::CheckpointError&) {
  }
  return 0;
}
