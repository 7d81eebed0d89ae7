#include "lowlight/metadata/tiff_container.h"

#include <stdexcept>

#include "lowlight/metadata/edit.h"

namespace lowlight::metadata {

namespace {

/// The bytes of a tag; empty where it is missing, or does not lie in the file, with a warning.
std::vector<uint8_t> block(const TiffDirectory& directory,
                           uint32_t tag,
                           const char* name,
                           std::vector<std::string>& warnings) {
  const TiffEntry* entry = directory.find(tag);
  if (!entry || size_of_value(*entry) <= (directory.big ? 8 : 4)) return {};
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
  metadata.icc_profile = block(directory, tiff_tag::icc_profile, "colour profile", warnings);
  metadata.xmp = block(directory, tiff_tag::xmp, "block of XMP data", warnings);
  metadata.iptc = block(directory, tiff_tag::iptc, "block of IPTC data", warnings);
  try {
    metadata.exif =
        directory.big ? exif_of_big_tiff(directory) : exif_of_tiff(directory.reader.bytes);
  } catch (const std::runtime_error&) {
    warnings.push_back("the EXIF data are damaged and were left out");
  }
  return metadata;
}

bool has_further_pictures(const TiffDirectory& first) try {
  constexpr uint32_t kReducedOrMask = 1 | 4;
  constexpr int kMostDirectories = 64;
  uint64_t next = first.next;
  for (int hops = 0; next != 0 && hops < kMostDirectories; ++hops) {
    const auto directory = read_tiff_directory(first.reader, next, first.big);
    const bool is_picture = directory.find(tiff_tag::width) != nullptr;
    if (is_picture && (directory.number(tiff_tag::subfile).value_or(0) & kReducedOrMask) == 0) {
      return true;
    }
    next = directory.next;
  }
  return false;
} catch (const OutOfData&) {
  return false;
}

}  // namespace lowlight::metadata
