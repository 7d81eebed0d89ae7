#include "lowlight/data/packed_source.h"

#include <ATen/ATen.h>

#include <cinttypes>
#include <cstdio>
#include <utility>

#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/io/mapped_bytes.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "lowlight photos 1";
constexpr const char* kMore = "more";

std::string key_of(int64_t i) {
  char key[32];
  std::snprintf(key, sizeof key, "%06lld", static_cast<long long>(i));
  return key;
}

std::string whole_key_of(const std::string& key) { return "whole " + key; }

/// The size that a photo had before it was reduced, which the metadata may tell; what is no size
/// is none that it tells.
detection::PictureSize whole_size_in(const io::TensorFile& file,
                                     const std::string& key,
                                     const at::Tensor& photo) {
  const auto text = file.metadata.find(whole_key_of(key));
  detection::PictureSize size;
  if (text != file.metadata.end() &&
      std::sscanf(text->second.c_str(), "%" SCNd64 "x%" SCNd64, &size.width, &size.height) == 2 &&
      size.width > 0 && size.height > 0) {
    return size;
  }
  return {photo.size(2), photo.size(1)};
}

/// The file of shard 1, 2, ….
fs::path shard_path(const fs::path& path, int64_t shard) {
  if (shard == 1) return path;
  auto name = path.stem();
  name += "." + std::to_string(shard);
  name += path.extension();
  return path.parent_path() / name;
}

bool is_photo(const at::Tensor& tensor) {
  return tensor.scalar_type() == at::kByte && tensor.dim() == 3 &&
         (tensor.size(0) == 3 || tensor.size(0) == 4) && tensor.numel() > 0;
}

/// One shard's photos as they come.
class ShardWriter {
 public:
  ShardWriter(fs::path path, int64_t limit) : path_(std::move(path)), limit_(limit) {
    for (int64_t old = 1; fs::remove(shard_path(path_, old)); ++old) {
    }
    start();
  }

  void add(const at::Tensor& photo, const std::string& name, const detection::PictureSize& whole) {
    if (bytes_ > 0 && bytes_ + photo.numel() > limit_) {
      file_.metadata[kMore] = "true";
      write();
      start();
    }
    const auto key = key_of(int64_t(file_.tensors.size()));
    file_.tensors[key] = photo;
    file_.metadata[key] = name;
    if (whole != detection::PictureSize{photo.size(2), photo.size(1)}) {
      file_.metadata[whole_key_of(key)] =
          std::to_string(whole.width) + "x" + std::to_string(whole.height);
    }
    bytes_ += photo.numel();
  }

  void write() { io::write_safetensors(shard_path(path_, shard_), file_); }

  int64_t shards() const { return shard_; }

 private:
  void start() {
    file_ = {{}, {{"format", kFormat}}};
    bytes_ = 0;
    ++shard_;
  }

  fs::path path_;
  int64_t limit_;
  io::TensorFile file_;
  int64_t bytes_ = 0, shard_ = 0;
};

}  // namespace

PackReport pack_photos(const PhotoSource& source, const fs::path& path, int64_t shard_bytes) {
  PackReport report;
  ShardWriter shards(path, shard_bytes);
  for (int64_t i = 0; i < source.size(); ++i) {
    at::Tensor photo;
    try {
      photo = source.photo(i);
    } catch (const Error& error) {
      report.unreadable.push_back(error.what());
      report.left_out.push_back(i);
      continue;
    }
    shards.add(photo, display_name(source.name(i)), source.whole_size(i));
    ++report.photos;
    report.bytes += photo.numel();
  }
  if (report.photos == 0) throw DataError(path.string(), report.unreadable);
  shards.write();
  report.shards = shards.shards();
  return report;
}

PackedSource::PackedSource(const fs::path& path) {
  bool more = true;
  for (int64_t shard = 1; more; ++shard) {
    const auto where = shard_path(path, shard);
    const auto file = io::map_safetensors(where);
    const auto format = file.metadata.find("format");
    if (format == file.metadata.end() || format->second != kFormat)
      throw DataError(where.string(), {"is no file of packed photos"});
    for (int64_t i = 0; i < int64_t(file.tensors.size()); ++i) {
      const auto key = key_of(i);
      const auto tensor = file.tensors.find(key);
      const auto name = file.metadata.find(key);
      if (tensor == file.tensors.end() || name == file.metadata.end() ||
          !is_photo(tensor->second)) {
        throw DataError(where.string(),
                        {"photo " + key + " is missing or no uint8 picture with 3 or 4 channels"});
      }
      names_.push_back(name->second);
      photos_.push_back(tensor->second);
      whole_.push_back(whole_size_in(file, key, tensor->second));
    }
    more = file.metadata.contains(kMore);
  }
  if (photos_.empty()) throw DataError(path.string(), {"holds no photo"});
}

}  // namespace lowlight::data
