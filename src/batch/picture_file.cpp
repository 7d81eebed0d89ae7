#include "batch/picture_file.h"

#include <system_error>

#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/check.h"

namespace lowlight::batch {

namespace fs = std::filesystem;
using imaging::Image;
using imaging::ImageShape;

PictureFile::PictureFile(const fs::path& place, const ImageShape& shape)
    : shape_(shape), file_(std::make_unique<HiddenFile>(place)) {
  file_->forget_name();
}

void PictureFile::append(const Image& rows) {
  ImageShape shape = imaging::shape_of(rows);
  const int64_t count = shape.height;
  shape.height = shape_.height;
  LOWLIGHT_CHECK(shape == shape_ && count <= shape_.height - next_,
                 "PictureFile: rows must be those of a picture of ",
                 shape_.width,
                 " x ",
                 shape_.height,
                 ", got ",
                 rows.width(),
                 " x ",
                 next_ + count);
  file_->write(uint64_t(next_ * shape_.stride()), rows.bytes());
  next_ += count;
}

void PictureFile::write(int64_t x, int64_t y, const Image& part) {
  const int64_t pixel = shape_.stride() / shape_.width;
  const auto place = [&](int64_t row) { return uint64_t((y + row) * shape_.stride() + x * pixel); };
  if (part.width() == shape_.width) return file_->write(place(0), part.bytes());
  for (int64_t row = 0; row < part.height(); ++row)
    file_->write(place(row), {part.row<uint8_t>(row), size_t(part.stride())});
}

imaging::PictureRows PictureFile::rows() const {
  return {shape_, [this](int64_t begin, int64_t end) {
            Image rows = imaging::rows_like(shape_, end - begin);
            file_->read(uint64_t(begin * shape_.stride()), rows.bytes());
            return rows;
          }};
}

fs::path scratch_place(const fs::path& output) {
  if (is_standard_stream(output)) return fs::temp_directory_path() / "photo";
  fs::path folder = fs::absolute(output).parent_path();
  std::error_code unknown;
  while (!fs::exists(folder, unknown) && folder.has_relative_path()) folder = folder.parent_path();
  return folder / output.filename();
}

}  // namespace lowlight::batch
