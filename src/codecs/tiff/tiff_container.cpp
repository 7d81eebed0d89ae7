#include "codecs/tiff/tiff_container.h"

#include <stdexcept>

#include "codecs/metadata_edit.h"

namespace lowlight::codecs {
namespace {

/// The bytes of a tag; empty where it is missing, or does not lie in the file, with a warning.
std::vector<uint8_t> block(const TiffDirectory& directory,
                           uint32_t tag,
                           const char* name,
                           std::vector<std::string>& warnings) {
  const TiffEntry* entry = directory.find(tag);
  if (!entry || size_of_value(*entry) <= 4) return {};
  try {
    const auto data =
        directory.reader.part(directory.offset_of_value(*entry), size_of_value(*entry));
    return {data.begin(), data.end()};
  } catch (const OutOfData&) {
    warnings.push_back(std::string("the ") + name + " is damaged and was left out");
    return {};
  }
}

}  // namespace

Metadata read_tiff_metadata(const TiffDirectory& directory, std::vector<std::string>& warnings) {
  Metadata metadata;
  if (directory.next) warnings.push_back("only the first picture of the file was read");
  metadata.icc_profile = block(directory, tiff_tag::icc_profile, "colour profile", warnings);
  metadata.xmp = block(directory, tiff_tag::xmp, "block of XMP data", warnings);
  metadata.iptc = block(directory, tiff_tag::iptc, "block of IPTC data", warnings);
  try {
    metadata.exif = exif_of_tiff(directory.reader.bytes);
  } catch (const std::runtime_error&) {
    warnings.push_back("the EXIF data are damaged and were left out");
  }
  return metadata;
}

}  // namespace lowlight::codecs
