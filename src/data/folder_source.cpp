#include "data/folder_source.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "lowlight/codecs/image_io.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/data/resample.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

std::vector<fs::path> files_in_folder(const fs::path& folder) {
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator entry(folder), end; entry != end; ++entry) {
    if (is_hidden(entry->path())) {
      if (entry->is_directory()) entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && codecs::format_of_name(entry->path())) {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> files_in_list(const fs::path& list) {
  std::ifstream stream(list);
  std::vector<fs::path> files;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty() && !line.starts_with('#')) files.push_back(list.parent_path() / line);
  }
  return files;
}

at::Tensor decoded(const fs::path& path) {
  const auto photo = codecs::read_photo(path);
  return photo.image.channels() == 4 ? to_codes(imaging::to_tensor(photo.image))
                                     : imaging::to_rgb8_tensor(photo.image);
}

detection::PictureSize size_in_header(const fs::path& path) {
  std::vector<uint8_t> bytes;
  try {
    bytes = read_file(path);
  } catch (const std::system_error& error) {
    throw ImageError(path.string(), {"cannot read: " + error.code().message()});
  }
  const auto reader = codecs::open_photo(bytes, path.string());
  const auto shape = codecs::upright_shape(reader->shape, reader->orientation);
  return {shape.width, shape.height};
}

}  // namespace

std::vector<fs::path> photo_files(const fs::path& path) {
  if (!fs::exists(path))
    throw DataError(path.string(), {"does not exist: no folder or list of photos"});
  auto files = fs::is_directory(path) ? files_in_folder(path) : files_in_list(path);
  if (files.empty()) throw DataError(path.string(), {"names no photo"});
  return files;
}

FolderSource::FolderSource(const fs::path& path, const FolderOptions& options)
    : files_(photo_files(path)), options_(options) {}

at::Tensor FolderSource::photo(int64_t i) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = cached_.find(i); found != cached_.end()) {
      recent_.splice(recent_.begin(), recent_, found->second);
      return recent_.front().photo;
    }
  }
  const auto whole = decoded(files_.at(size_t(i)));
  auto photo = reduced(whole, options_.long_side);

  const std::lock_guard lock(mutex_);
  whole_sizes_[i] = {whole.size(2), whole.size(1)};
  if (photo.numel() > options_.cache_bytes || cached_.contains(i)) return photo;
  recent_.push_front({i, photo});
  cached_[i] = recent_.begin();
  cached_bytes_ += photo.numel();
  while (cached_bytes_ > options_.cache_bytes) {
    cached_bytes_ -= recent_.back().photo.numel();
    cached_.erase(recent_.back().index);
    recent_.pop_back();
  }
  return photo;
}

detection::PictureSize FolderSource::whole_size(int64_t i) const {
  const auto known = [&]() -> std::optional<detection::PictureSize> {
    const std::lock_guard lock(mutex_);
    const auto found = whole_sizes_.find(i);
    return found == whole_sizes_.end() ? std::nullopt : std::optional(found->second);
  };
  if (const auto size = known()) return *size;
  const auto size = size_in_header(files_.at(size_t(i)));
  const std::lock_guard lock(mutex_);
  return whole_sizes_[i] = size;
}

}  // namespace lowlight::data
