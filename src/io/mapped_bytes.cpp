#include "lowlight/io/mapped_bytes.h"

#include <ATen/ops/from_blob.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "io/safetensors_header.h"
#include "lowlight/core/error.h"
#include "lowlight/core/file_descriptor.h"

namespace lowlight::io {
namespace {

using Bytes = std::span<uint8_t>;

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category()); }

/// The whole file, mapped until the last owner goes.
std::shared_ptr<Bytes> mapped(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) fail();
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail();
  const auto size = size_t(status.st_size);
  if (size == 0) throw std::runtime_error("is empty");
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (start == MAP_FAILED) fail();
  return {new Bytes(static_cast<uint8_t*>(start), size), [](const Bytes* bytes) {
            ::munmap(bytes->data(), bytes->size());
            delete bytes;
          }};
}

TensorFile views(const std::shared_ptr<Bytes>& file) {
  uint64_t length = 0;
  if (file->size() < sizeof length)
    throw std::runtime_error("shorter than the length of its header");
  std::memcpy(&length, file->data(), sizeof length);
  const auto rest = file->subspan(sizeof length);
  if (length > std::min<uint64_t>(kMaxHeaderBytes, rest.size()))
    throw std::runtime_error("its header is longer than the file, or than is allowed");
  const auto data = rest.subspan(length);
  auto header = parse_safetensors_header(
      std::string_view(reinterpret_cast<const char*>(rest.data()), length), data.size());
  TensorFile result{{}, std::move(header.metadata)};
  for (const auto& entry : header.tensors) {
    if (entry.type != c10::ScalarType::Byte)
      throw std::runtime_error("tensor '" + entry.name + "' is not of type U8");
    result.tensors.emplace(entry.name,
                           at::from_blob(
                               data.data() + entry.begin,
                               entry.shape,
                               [file](void*) {},  // the view keeps the file mapped
                               at::TensorOptions(c10::ScalarType::Byte)));
  }
  return result;
}

}  // namespace

TensorFile map_safetensors(const std::filesystem::path& path) {
  try {
    return views(mapped(path));
  } catch (const std::system_error& error) {
    throw CheckpointError(path.string(), {error.code().message()});
  } catch (const std::runtime_error& error) {
    throw CheckpointError(path.string(), {error.what()});
  }
}

}  // namespace lowlight::io
