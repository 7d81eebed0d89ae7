#include "lowlight/data/packed_source.h"

#include <ATen/ATen.h>

#include <cstdio>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::data {
namespace {

constexpr const char* kFormat = "lowlight photos 1";

std::string key_of(int64_t i) {
  char key[32];
  std::snprintf(key, sizeof key, "%06lld", static_cast<long long>(i));
  return key;
}

bool is_photo(const at::Tensor& tensor) {
  return tensor.scalar_type() == at::kByte && tensor.dim() == 3 &&
         (tensor.size(0) == 3 || tensor.size(0) == 4) && tensor.numel() > 0;
}

}  // namespace

PackReport pack_photos(const PhotoSource& source, const std::filesystem::path& path) {
  PackReport report;
  io::TensorFile file;
  file.metadata["format"] = kFormat;
  for (int64_t i = 0; i < source.size(); ++i) {
    try {
      const auto photo = source.photo(i);
      const auto key = key_of(report.photos);
      file.tensors[key] = photo;
      file.metadata[key] = source.name(i);
      ++report.photos;
      report.bytes += photo.numel();
    } catch (const Error& error) {
      report.unreadable.push_back(error.what());
    }
  }
  if (report.photos == 0) throw DataError(path.string(), report.unreadable);
  io::write_safetensors(path, file);
  return report;
}

PackedSource::PackedSource(const std::filesystem::path& path) {
  const auto file = io::read_safetensors(path);
  const auto format = file.metadata.find("format");
  if (format == file.metadata.end() || format->second != kFormat) {
    throw DataError(path.string(), {"is no file of packed photos"});
  }
  for (int64_t i = 0; i < int64_t(file.tensors.size()); ++i) {
    const auto key = key_of(i);
    const auto tensor = file.tensors.find(key);
    const auto name = file.metadata.find(key);
    if (tensor == file.tensors.end() || name == file.metadata.end() || !is_photo(tensor->second)) {
      throw DataError(path.string(),
                      {"photo " + key + " is missing or no uint8 picture with 3 or 4 channels"});
    }
    names_.push_back(name->second);
    photos_.push_back(tensor->second);
  }
  if (photos_.empty()) throw DataError(path.string(), {"holds no photo"});
}

}  // namespace lowlight::data
