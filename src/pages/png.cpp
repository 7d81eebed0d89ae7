#include "lowlight/pages/png.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "lowlight/core/check.h"
#include "lowlight/core/checksum.h"

namespace lowlight::pages {
namespace {

using Bytes = std::vector<uint8_t>;

void append(Bytes& bytes, std::span<const uint8_t> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

void append_big_endian(Bytes& bytes, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(uint8_t(value >> shift));
}

void append_chunk(Bytes& png, std::string_view type, const Bytes& data) {
  append_big_endian(png, uint32_t(data.size()));
  const auto start = png.size();
  append(png, {reinterpret_cast<const uint8_t*>(type.data()), type.size()});
  append(png, data);
  append_big_endian(png, crc32(std::span(png).subspan(start)));
}

uint32_t adler32(std::span<const uint8_t> bytes) {
  uint32_t a = 1, b = 0;
  for (const uint8_t byte : bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

/// A zlib stream whose blocks hold their bytes as they are.
Bytes zlib_stored(std::span<const uint8_t> bytes) {
  constexpr size_t kLargestBlock = 65535;
  Bytes stream{0x78, 0x01};
  auto rest = bytes;
  do {
    const auto block = rest.first(std::min(kLargestBlock, rest.size()));
    rest = rest.subspan(block.size());
    stream.push_back(rest.empty() ? 1 : 0);  // 1 marks the last block
    for (const auto length : {uint16_t(block.size()), uint16_t(~block.size())}) {
      stream.push_back(uint8_t(length));
      stream.push_back(uint8_t(length >> 8));
    }
    append(stream, block);
  } while (!rest.empty());
  append_big_endian(stream, adler32(bytes));
  return stream;
}

}  // namespace

Bytes png_file(const at::Tensor& picture) {
  LOWLIGHT_CHECK(picture.dim() == 3 && picture.size(0) == 3 && picture.numel() > 0,
                 "png_file: picture must be [3, H, W] with pixels, got ",
                 picture.sizes());
  const auto values = at::nan_to_num(picture.detach(), 0, 1, 0).clamp(0, 1);
  const auto codes = (values * 255).round().to(at::kCPU, at::kByte);
  // Each row begins with the number of its filter, and 0 says that there is none.
  const auto rows = at::constant_pad_nd(codes.permute({1, 2, 0}).flatten(1), {1, 0}).contiguous();
  Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  Bytes header;
  append_big_endian(header, uint32_t(codes.size(2)));
  append_big_endian(header, uint32_t(codes.size(1)));
  append(header, Bytes{8, 2, 0, 0, 0});  // 8 bits, RGB, deflate, the usual filters, no interlacing
  append_chunk(png, "IHDR", header);
  append_chunk(png, "IDAT", zlib_stored({rows.data_ptr<uint8_t>(), size_t(rows.numel())}));
  append_chunk(png, "IEND", {});
  return png;
}

}  // namespace lowlight::pages
