#include "codecs/kept_attachments.h"

#include <array>
#include <exception>
#include <map>
#include <utility>

#include "lowlight/codecs/format_limits.h"
#include "lowlight/metadata/container.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

/// Why a kind is left out; "" where it is kept or was not wanted anyway.
std::string reason_to_drop(AttachmentKind kind, bool other_format, const std::string& format) {
  if (other_format) return "a file of the format " + format + " has no place for it";
  return kind == AttachmentKind::preview ? "it shows the photo as it was" : "";
}

}  // namespace

std::vector<Attachment> kept_attachments(const Photo& photo,
                                         const WriteOptions& options,
                                         Metadata& metadata,
                                         std::vector<std::string>& warnings) {
  const bool stripped = options.metadata == MetadataPolicy::strip;
  const FormatLimits limits = limits_of(options.format);
  std::vector<Attachment> kept;
  std::map<AttachmentKind, std::string> dropped;
  for (const Attachment& one : photo.attachments) {
    const bool unwanted = stripped || (one.kind == AttachmentKind::gain_map &&
                                       options.gain_map == GainMapPolicy::drop);
    if (unwanted) continue;
    const bool place = one.kind == AttachmentKind::trailer ? limits.videos : limits.gain_maps;
    const bool other_format = photo.format != options.format || !place;
    auto reason = reason_to_drop(one.kind, other_format, limits.name);
    if (reason.empty()) {
      kept.push_back(one);
    } else {
      dropped[one.kind] = std::move(reason);
    }
  }
  if (options.metadata == MetadataPolicy::strip_gps && !kept.empty()) {
    warnings.push_back(
        "what stands behind the photo may tell the place: it was not looked through");
  }
  for (const auto& [kind, reason] : dropped) {
    warnings.push_back(std::string("the ") + name_of(kind) + " was left out: " + reason);
  }
  try {
    metadata.xmp = xmp_naming(metadata.xmp, kept);
  } catch (const std::exception&) {
    metadata.xmp.clear();
    warnings.push_back("the XMP data are damaged and were left out");
  }
  return kept;
}

}  // namespace lowlight::codecs
