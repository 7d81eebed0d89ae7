// The JSON header of a safetensors file, checked.
#pragma once

#include <c10/core/ScalarType.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lowlight::io {

/// One tensor of a header: bytes [begin, end) of the data.
struct TensorEntry {
  std::string name;
  c10::ScalarType type = c10::ScalarType::Float;
  std::vector<int64_t> shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

struct SafetensorsHeader {
  /// The tensors in the order of their data.
  std::vector<TensorEntry> tensors;
  std::map<std::string, std::string> metadata;
};

/// Reads `text` and checks that its tensors tile `data_bytes` bytes. Throws std::runtime_error with
/// the reason.
SafetensorsHeader parse_safetensors_header(std::string_view text, uint64_t data_bytes);

/// The header's name for a type, or "" where the format (or this reader) has none.
std::string_view safetensors_type_name(c10::ScalarType type);

}  // namespace lowlight::io
