#include "lowlight/io/safetensors.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "io/safetensors_header.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"

namespace lowlight::io {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

constexpr uint64_t kLengthBytes = 8;

/// Bytes that are read once, from the front.
struct Source {
  uint64_t size;
  /// Returns false where the bytes are not there.
  std::function<bool(void* target, size_t bytes)> read;
};

void read_exactly(const Source& source, void* target, uint64_t bytes) {
  if (!source.read(target, bytes)) throw std::runtime_error("it ends early or cannot be read");
}

SafetensorsHeader read_header(const Source& source) {
  if (source.size < kLengthBytes) throw std::runtime_error("shorter than the length of its header");
  uint64_t length = 0;
  read_exactly(source, &length, kLengthBytes);
  const uint64_t rest = source.size - kLengthBytes;
  if (length > std::min(kMaxHeaderBytes, rest)) {
    throw std::runtime_error("no safetensors file, or a damaged one: a header of " +
                             std::to_string(length) + " bytes is claimed, " + std::to_string(rest) +
                             " follow and " + std::to_string(kMaxHeaderBytes) + " are allowed");
  }
  std::string text(length, '\0');
  read_exactly(source, text.data(), length);
  return parse_safetensors_header(text, rest - length);
}

/// Any other value of a bool is undefined behaviour to read.
void check_bools(const TensorEntry& entry, const at::Tensor& tensor) {
  const auto* bytes = static_cast<const uint8_t*>(tensor.const_data_ptr());
  if (std::any_of(bytes, bytes + tensor.nbytes(), [](uint8_t value) { return value > 1; })) {
    throw std::runtime_error("tensor '" + entry.name + "': a BOOL byte is neither 0 nor 1");
  }
}

TensorFile read_all(const Source& source) {
  auto header = read_header(source);
  TensorFile file{{}, std::move(header.metadata)};
  for (const auto& entry : header.tensors) {
    auto tensor = at::empty(entry.shape, at::TensorOptions(entry.type));
    read_exactly(source, tensor.mutable_data_ptr(), entry.end - entry.begin);
    if (entry.type == c10::ScalarType::Bool) check_bools(entry, tensor);
    file.tensors.emplace(entry.name, std::move(tensor));
  }
  return file;
}

/// Runs `use` on the file at `path`; read() and not a memory map, which a file that shrinks
/// meanwhile turns into a crash.
template <class Use>
auto with_file(const std::filesystem::path& path, Use use) {
  try {
    const uint64_t size = std::filesystem::file_size(path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot be opened");
    const Source source{
        size, [&](void* target, size_t bytes) {
          return bool(stream.read(static_cast<char*>(target), std::streamsize(bytes)));
        }};
    return use(source);
  } catch (const std::system_error& error) {
    throw CheckpointError(path.string(), {error.code().message()});
  } catch (const std::runtime_error& error) {
    throw CheckpointError(path.string(), {error.what()});
  }
}

using NamedTensor = std::pair<std::string, at::Tensor>;

/// Dense copies on the CPU (no copy where the tensor is both), in the order of the file.
std::vector<NamedTensor> ordered_tensors(const TensorFile& file) {
  std::vector<NamedTensor> ordered;
  for (const auto& [name, tensor] : file.tensors) {
    if (!tensor.defined() || safetensors_type_name(tensor.scalar_type()).empty()) {
      throw std::runtime_error("tensor '" + name +
                               "' has no value or a type that cannot be stored");
    }
    ordered.emplace_back(name, tensor.detach().cpu().contiguous());
  }
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.second.element_size() > b.second.element_size();
  });
  return ordered;
}

std::string header_text(const std::vector<NamedTensor>& tensors,
                        const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t begin = 0;
  for (const auto& [name, tensor] : tensors) {
    const uint64_t end = begin + tensor.nbytes();
    header[name] = {{"dtype", safetensors_type_name(tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {begin, end}}};
    begin = end;
  }
  std::string text = header.dump();
  parse_safetensors_header(text, begin);  // what is written can be read
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

}  // namespace

TensorFile read_safetensors(const std::filesystem::path& path) { return with_file(path, read_all); }

std::map<std::string, std::string> read_safetensors_metadata(const std::filesystem::path& path) {
  return with_file(path, [](const Source& source) { return read_header(source).metadata; });
}

TensorFile parse_safetensors(std::span<const uint8_t> bytes, const std::string& name) {
  const Source source{bytes.size(), [&](void* target, size_t count) {
                        if (count > bytes.size()) return false;
                        std::copy_n(bytes.data(), count, static_cast<uint8_t*>(target));
                        bytes = bytes.subspan(count);
                        return true;
                      }};
  try {
    return read_all(source);
  } catch (const std::runtime_error& error) {
    throw CheckpointError(name, {error.what()});
  }
}

void write_safetensors(const std::filesystem::path& path, const TensorFile& file) {
  try {
    const auto tensors = ordered_tensors(file);
    const std::string header = header_text(tensors, file.metadata);
    const uint64_t length = header.size();
    std::vector<std::span<const uint8_t>> pieces;
    const auto add = [&](const void* data, size_t bytes) {
      pieces.emplace_back(static_cast<const uint8_t*>(data), bytes);
    };
    add(&length, kLengthBytes);
    add(header.data(), header.size());
    for (const auto& [name, tensor] : tensors) add(tensor.const_data_ptr(), tensor.nbytes());
    write_file_atomically(path, pieces);
  } catch (const std::system_error& error) {
    throw CheckpointError(path.string(), {error.code().message()});
  } catch (const nlohmann::json::exception&) {
    throw CheckpointError(path.string(), {"a name or a text is not UTF-8"});
  } catch (const std::runtime_error& error) {
    throw CheckpointError(path.string(), {error.what()});
  }
}

}  // namespace lowlight::io
