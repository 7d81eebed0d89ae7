#include "lowlight/metadata/webp_container.h"

#include <webp/mux.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string_view>

#include "lowlight/core/error.h"
#include "lowlight/metadata/blocks.h"
#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/refused_file.h"

namespace lowlight::metadata {

namespace {

constexpr uint64_t kFirstChunk = 12;  // "RIFF", a size and "WEBP" come before it.

struct DeleteMux {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

/// A file that libwebpmux put together.
struct Assembled : WebPData {
  Assembled() : WebPData{} {}
  Assembled(const Assembled&) = delete;
  Assembled& operator=(const Assembled&) = delete;
  ~Assembled() { WebPDataClear(this); }
};

void require(WebPMuxError result) {
  if (result == WEBP_MUX_MEMORY_ERROR) throw std::bad_alloc();
  if (result != WEBP_MUX_OK) throw ImageError("WebP", {"the metadata cannot be added"});
}

void add(WebPMux* mux, const char* type, std::span<const uint8_t> block) {
  const WebPData data{block.data(), block.size()};
  if (!block.empty()) require(WebPMuxSetChunk(mux, type, &data, 0));
}

}  // namespace

// libwebpmux refuses a whole file whose flags and chunks of metadata disagree, as some programs
// write them. These photos can be read, so the chunks are read without it.
WebPContent read_webp(std::span<const uint8_t> bytes) {
  const ByteReader whole{bytes, Endian::little};
  const ByteReader reader{whole.part(0, 8 + uint64_t(whole.u32(4))), Endian::little};
  WebPContent content;
  Metadata& metadata = content.metadata;
  for (uint64_t at = kFirstChunk; at + 8 <= reader.end();) {
    const auto type = reader.part(at, 4);
    const uint64_t size = reader.u32(at + 4);
    const auto data = reader.part(at + 8, size);
    const auto is = [&](std::string_view name) { return std::ranges::equal(type, name); };
    content.animated |= is("ANIM");
    if (is("ICCP")) metadata.icc_profile.assign(data.begin(), data.end());
    if (is("EXIF")) metadata.exif = without_exif_mark(data);
    if (is("XMP ")) metadata.xmp.assign(data.begin(), data.end());
    at += 8 + size + size % 2;
  }
  return content;
}

WebPFrame first_webp_frame(std::span<const uint8_t> bytes) {
  const WebPData file{bytes.data(), bytes.size()};
  const std::unique_ptr<WebPMux, DeleteMux> mux(WebPMuxCreate(&file, 0));
  WebPMuxFrameInfo frame{};
  if (!mux || WebPMuxGetFrame(mux.get(), 1, &frame) != WEBP_MUX_OK) {
    throw RefusedFile("an animated WebP whose first picture cannot be read");
  }
  WebPFrame result{{frame.bitstream.bytes, frame.bitstream.bytes + frame.bitstream.size},
                   frame.x_offset,
                   frame.y_offset};
  WebPDataClear(&frame.bitstream);
  return result;
}

std::vector<uint8_t> with_webp_metadata(std::span<const uint8_t> file, const Metadata& metadata) {
  const std::unique_ptr<WebPMux, DeleteMux> mux(WebPMuxNew());
  if (!mux) throw std::bad_alloc();
  const WebPData picture{file.data(), file.size()};
  require(WebPMuxSetImage(mux.get(), &picture, 0));
  add(mux.get(), "ICCP", metadata.icc_profile);
  add(mux.get(), "EXIF", metadata.exif);
  add(mux.get(), "XMP ", metadata.xmp);
  Assembled whole;
  require(WebPMuxAssemble(mux.get(), &whole));
  return {whole.bytes, whole.bytes + whole.size};
}

}  // namespace lowlight::metadata
