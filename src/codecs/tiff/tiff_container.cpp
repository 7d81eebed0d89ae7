#include <stdexcept>

#include "codecs/containers.h"
#include "codecs/metadata_edit.h"
#include "codecs/tiff/tiff_directory.h"

namespace lowlight::codecs {
namespace {

/// The bytes of a tag; empty where it is missing, or does not lie in the file, with a warning.
std::vector<uint8_t> block(const TiffDirectory& directory,
                           uint32_t tag,
                           const char* name,
                           std::vector<std::string>& warnings) {
  constexpr uint32_t kLong = 4;  // some writers count IPTC in words
  const TiffEntry* entry = directory.find(tag);
  if (!entry) return {};
  const uint64_t size = uint64_t(entry->count) * (entry->type == kLong ? 4 : 1);
  if (size <= 4) return {};
  try {
    const auto data = directory.reader.part(directory.reader.u32(entry->offset), size);
    return {data.begin(), data.end()};
  } catch (const OutOfData&) {
    warnings.push_back(std::string("the ") + name + " is damaged and was left out");
    return {};
  }
}

}  // namespace

Metadata read_tiff_metadata(std::span<const uint8_t> bytes) {
  const TiffDirectory directory = read_tiff_directory(bytes);
  Metadata metadata;
  auto& warnings = metadata.warnings;
  if (directory.next) warnings.push_back("only the first picture of the file was read");
  metadata.icc_profile = block(directory, tiff_tag::icc_profile, "colour profile", warnings);
  metadata.xmp = block(directory, tiff_tag::xmp, "block of XMP data", warnings);
  metadata.iptc = block(directory, tiff_tag::iptc, "block of IPTC data", warnings);
  try {
    metadata.exif = exif_of_tiff(bytes);
  } catch (const std::runtime_error&) {
    warnings.push_back("the EXIF data are damaged and were left out");
  }
  return metadata;
}

}  // namespace lowlight::codecs
