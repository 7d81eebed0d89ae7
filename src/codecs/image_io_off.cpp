// The same functions in a library that was built with LibTorch alone.
#include "codecs/row_encoder.h"
#include "lowlight/codecs/gain_map.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/codecs/preview.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/codecs/row_writer.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {

namespace {

[[noreturn]] void refuse(const std::string& name) {
  throw ImageError(name, {"lowlight was built without image files (LOWLIGHT_IMAGE_IO=OFF)"});
}

}  // namespace

Photo decode_photo(std::span<const uint8_t>, const std::string& name, const ReadOptions&) {
  refuse(name);
}

std::unique_ptr<RowReader> open_photo(std::span<const uint8_t>,
                                      const std::string& name,
                                      const ReadOptions&,
                                      const std::function<void()>&) {
  refuse(name);
}

RowWriter::RowWriter(const Photo&, const imaging::ImageShape&, const WriteOptions&, ByteFile&) {
  refuse("photo");
}
RowWriter::~RowWriter() = default;
void RowWriter::write(const imaging::Image&) {}
void RowWriter::finish() {}

int64_t held_bytes(ImageFormat, const imaging::ImageShape&) { return 0; }

Photo read_photo(const std::filesystem::path& path, const ReadOptions&) { refuse(path.string()); }

std::string problem_of_reading(ImageFormat) { return "lowlight was built without image files"; }
std::string problem_of_writing(ImageFormat) { return "lowlight was built without image files"; }

std::optional<SmallLight> light_for_gain_map(const Photo&, const imaging::PictureRows&, int64_t) {
  return std::nullopt;
}
void refit_gain_map(Photo&,
                    const std::optional<SmallLight>&,
                    const std::optional<SmallLight>&,
                    std::vector<std::string>&) {}

void renew_preview(Photo&, const imaging::PictureRows&) {}

std::string codec_versions() { return "no image files"; }

std::vector<uint8_t> encode_photo(const Photo&, const WriteOptions&, std::vector<std::string>*) {
  refuse("photo");
}

void write_photo(const std::filesystem::path& path,
                 const Photo&,
                 const WriteOptions&,
                 std::vector<std::string>*) {
  refuse(path.string());
}

}  // namespace lowlight::codecs
