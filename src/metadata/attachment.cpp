#include "lowlight/metadata/attachment.h"

namespace lowlight::metadata {

const char* name_of(AttachmentKind kind) {
  switch (kind) {
    case AttachmentKind::gain_map:
      return "gain map";
    case AttachmentKind::preview:
      return "preview picture";
    case AttachmentKind::picture:
      return "further picture";
    case AttachmentKind::trailer:
      break;
  }
  return "video or other data";
}

}  // namespace lowlight::metadata
