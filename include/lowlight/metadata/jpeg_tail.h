// What stands behind the picture of a JPEG file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/metadata/attachment.h"

namespace lowlight::metadata {

/// What lies in the file from `begin` on, where its own picture has ended, in its order: pictures
/// that the index (MPF, CIPA DC-007) names or that XMP's Container:Directory does, and whatever is
/// left as trailers, byte for byte. Zeros alone are nothing. An entry that does not lie there is
/// left out with a warning.
std::vector<metadata::Attachment> read_jpeg_tail(std::span<const uint8_t> file,
                                                 uint64_t begin,
                                                 const std::vector<uint8_t>& xmp,
                                                 std::vector<std::string>& warnings);

/// The data of an APP2 segment with the index of a file whose own picture has `size` bytes and
/// whose attachments follow it at once; `header` is where the segment's data, from "MPF" on, begin
/// in the file. Its length depends on the number of indexed attachments only; empty where there are
/// none.
std::vector<uint8_t> jpeg_index(const std::vector<metadata::Attachment>& attachments,
                                uint64_t size,
                                uint64_t header);

}  // namespace lowlight::metadata
