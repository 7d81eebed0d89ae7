#include "batch/picture_store.h"

#include <algorithm>
#include <span>
#include <system_error>
#include <utility>

#include "lowlight/batch/standard_stream.h"

namespace lowlight::batch {

namespace fs = std::filesystem;
using imaging::Image;
using imaging::ImageShape;

PictureStore::PictureStore(const ImageShape& shape, const fs::path& place)
    : shape_(shape), file_(std::make_unique<HiddenFile>(place)) {
  file_->forget_name();
}

void PictureStore::write(int64_t x, int64_t y, Image part) {
  if (in_memory() && imaging::shape_of(part) == shape_) {
    image_ = std::move(part);
    return;
  }
  if (in_memory() && image_.empty()) image_ = imaging::rows_like(shape_, shape_.height);
  const auto put = [&](int64_t row, std::span<const uint8_t> samples) {
    const int64_t at = (y + row) * shape_.stride() + x * (shape_.stride() / shape_.width);
    file_ ? file_->write(uint64_t(at), samples)
          : void(std::copy_n(samples.data(), samples.size(), image_.bytes().data() + at));
  };
  if (part.width() == shape_.width) return put(0, part.bytes());
  for (int64_t row = 0; row < part.height(); ++row)
    put(row, {part.row<uint8_t>(row), size_t(part.stride())});
}

imaging::PictureRows PictureStore::rows() const {
  if (in_memory()) return image_;
  return {shape_, [this](int64_t begin, int64_t end, uint8_t* out) {
            const int64_t stride = shape_.stride();
            file_->read(uint64_t(begin * stride), {out, size_t((end - begin) * stride)});
          }};
}

void PictureStore::read_all(int64_t band_rows, const std::function<void(const Image&)>& use) const {
  in_memory() ? use(image_) : imaging::read_in_bands(rows(), band_rows, use);
}

fs::path scratch_place(const fs::path& output) {
  if (is_standard_stream(output)) return fs::temp_directory_path() / "photo";
  fs::path folder = fs::absolute(output).parent_path();
  std::error_code unknown;
  while (!fs::exists(folder, unknown) && folder.has_relative_path()) folder = folder.parent_path();
  return folder / output.filename();
}

}  // namespace lowlight::batch
