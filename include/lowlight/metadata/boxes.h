// The boxes of ISO base media files (ISO/IEC 14496-12), of which HEIF and JPEG XL are made.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lowlight/metadata/attachment.h"
#include "lowlight/metadata/byte_reader.h"

namespace lowlight::metadata {

/// A box and its content, which lies at [begin, end) of the file.
struct Box {
  std::string type;
  uint64_t start = 0;  ///< where its head lies
  uint64_t begin = 0;
  uint64_t end = 0;
};

/// The boxes that lie one after another in [begin, end). Throws OutOfData where one reaches beyond
/// it.
std::vector<Box> boxes_in(const metadata::ByteReader& file, uint64_t begin, uint64_t end);

struct HeifSize {
  int64_t width = 0;
  int64_t height = 0;
};

/// The largest picture whose size a HEIF file tells (boxes ispe); nothing where it tells none, or
/// is damaged before.
std::optional<HeifSize> heif_size(std::span<const uint8_t> file);

/// Whether pictures of a HEIF file are derived from one another, or are one another's auxiliary
/// pictures, in a circle or over more than 16 steps, which a decoder might follow until its stack
/// ends. Throws OutOfData where the file is cut before that can be told.
bool heif_goes_in_circles(std::span<const uint8_t> file);

/// The boxes at a file's end that hold the video of a motion photo and a camera's own data (mpvd,
/// sefd), byte for byte with their heads.
std::vector<metadata::Attachment> heif_trailers(std::span<const uint8_t> file);

}  // namespace lowlight::metadata
