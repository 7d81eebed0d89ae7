// What stands in a photo's file behind its own picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lowlight::metadata {

enum class AttachmentKind {
  gain_map,  ///< How much brighter than the photo its rendition of high dynamic range is.
  preview,   ///< The photo as it was, smaller.
  picture,   ///< Another picture: of a depth, of another eye.
  trailer    ///< Bytes that are nobody's picture: the video of a motion photo, a camera's own data.
};

struct Attachment {
  AttachmentKind kind = AttachmentKind::trailer;
  std::vector<uint8_t> bytes = {};
  uint64_t head = 0;          ///< So many of them belong to the file: the head of a box.
  bool indexed = false;       ///< The file's index of pictures (CIPA DC-007) names it.
  uint32_t attributes = 0;    ///< Its individual image attribute there.
  std::string semantic = {};  ///< What XMP's Container:Directory calls it; "" where that does not.
};

/// The name of the kind for people: "gain map".
const char* name_of(AttachmentKind kind);

}  // namespace lowlight::metadata
