// The texts in a PNG's chunks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lowlight/metadata/metadata.h"

namespace lowlight::metadata {

/// The unpacked data; empty where they are no deflate stream or unpack to more than 16 MB.
std::vector<uint8_t> unpacked(std::span<const uint8_t> packed);

/// The text of a chunk of type tEXt, zTXt or iTXt, in UTF-8; nothing where the chunk is damaged.
std::optional<metadata::Text> read_png_text(std::string_view type, std::span<const uint8_t> chunk);

/// A chunk for libpng to write before the pixels.
struct PngChunk {
  std::string type;
  std::vector<uint8_t> data;
};

/// The chunk that holds a text: tEXt where it is ASCII, else iTXt. Nothing where the keyword is not
/// one that PNG allows: 1 to 79 characters of ASCII.
std::optional<PngChunk> png_text_chunk(const metadata::Text& text);

}  // namespace lowlight::metadata
