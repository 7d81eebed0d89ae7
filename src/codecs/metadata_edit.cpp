#include "codecs/metadata_edit.h"

#include <algorithm>
#include <array>
#include <exiv2/exiv2.hpp>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "codecs/tiff/tiff_directory.h"
#include "lowlight/codecs/format_limits.h"

namespace lowlight::codecs {
namespace {

/// exiv2 keeps its log level and its XMP name spaces in globals.
void start_exiv2() {
  static std::mutex name_spaces;
  static const bool started = [] {
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
    return Exiv2::XmpParser::initialize(
        [](void* mutex, bool lock) {
          auto& guarded = *static_cast<std::mutex*>(mutex);
          lock ? guarded.lock() : guarded.unlock();
        },
        &name_spaces);
  }();
  if (!started) throw std::runtime_error("exiv2 cannot read XMP");
}

template <class Data, class Unwanted>
bool erase_if(Data& data, const Unwanted& unwanted) {
  bool erased = false;
  for (auto datum = data.begin(); datum != data.end();) {
    const bool drop = unwanted(*datum);
    erased |= drop;
    datum = drop ? data.erase(datum) : std::next(datum);
  }
  return erased;
}

/// Sets a value that is there and differs; returns whether it did.
template <class Data, class Key>
bool update(Data& data, const char* key, const std::string& text) {
  const auto found = data.findKey(Key(key));
  if (found == data.end() || found->toString() == text) return false;
  found->setValue(text);
  return true;
}

/// Positions tell the place, and so do the names that Panasonic's and Samsung's cameras look up for
/// them and write into their maker notes.
bool tells_place(const Exiv2::Exifdatum& datum) {
  constexpr std::array<std::string_view, 6> kPlaces = {
      "Country", "State", "City", "Landmark", "LocationName", "LocalLocationName"};
  const std::string group = datum.groupName();
  if (group == "GPSInfo" || datum.key() == "Exif.Image.GPSTag") return true;
  const bool of_such_camera = group == "Panasonic" || group == "Samsung2";
  return of_such_camera && std::ranges::find(kPlaces, datum.tagName()) != kPlaces.end();
}

bool edit_exif(Exiv2::ExifData& data,
               const imaging::ImageShape& shape,
               const WriteOptions& options) {
  const auto set = update<Exiv2::ExifData, Exiv2::ExifKey>;
  const std::string width = std::to_string(shape.width), height = std::to_string(shape.height);
  bool changed = erase_if(data, [](const auto& datum) { return datum.groupName() == "Thumbnail"; });
  changed |= set(data, "Exif.Photo.PixelXDimension", width);
  changed |= set(data, "Exif.Photo.PixelYDimension", height);
  changed |= set(data, "Exif.Image.ImageWidth", width);
  changed |= set(data, "Exif.Image.ImageLength", height);
  if (options.metadata == MetadataPolicy::strip_gps) {
    changed |= erase_if(data, tells_place);
  }
  if (!options.software.empty() && !data.empty()) {
    data["Exif.Image.Software"] = options.software;
    changed = true;
  }
  return changed;
}

bool edit_xmp(Exiv2::XmpData& data, const imaging::ImageShape& shape, const WriteOptions& options) {
  const auto set = update<Exiv2::XmpData, Exiv2::XmpKey>;
  const std::string width = std::to_string(shape.width), height = std::to_string(shape.height);
  bool changed = set(data, "Xmp.tiff.Orientation", "1");
  changed |= set(data, "Xmp.tiff.ImageWidth", width);
  changed |= set(data, "Xmp.tiff.ImageLength", height);
  changed |= set(data, "Xmp.exif.PixelXDimension", width);
  changed |= set(data, "Xmp.exif.PixelYDimension", height);
  if (!options.software.empty()) changed |= set(data, "Xmp.tiff.Software", options.software);
  changed |= erase_if(data, [&](const auto& datum) {
    const std::string key = datum.key();
    return key.starts_with("Xmp.xmp.Thumbnails") ||
           (options.metadata == MetadataPolicy::strip_gps && key.find("GPS") != std::string::npos);
  });
  return changed;
}

std::vector<uint8_t> edited_exif(std::vector<uint8_t> exif,
                                 const imaging::ImageShape& shape,
                                 const WriteOptions& options) {
  Exiv2::ExifData data;
  const auto order = Exiv2::ExifParser::decode(data, exif.data(), uint32_t(exif.size()));
  if (order == Exiv2::invalidByteOrder) throw std::runtime_error("no byte order");
  if (!edit_exif(data, shape, options)) return exif;
  if (data.empty()) return {};
  Exiv2::Blob blob;
  const auto method =
      Exiv2::ExifParser::encode(blob, exif.data(), uint32_t(exif.size()), order, data);
  return method == Exiv2::wmNonIntrusive ? exif : std::vector<uint8_t>(blob.begin(), blob.end());
}

std::vector<uint8_t> bytes_of(const Exiv2::XmpData& data) {
  std::string packet;
  if (Exiv2::XmpParser::encode(packet, data) != 0) throw std::runtime_error("not encoded");
  return {packet.begin(), packet.end()};
}

Exiv2::XmpData parsed_xmp(const std::vector<uint8_t>& xmp) {
  Exiv2::XmpData data;
  if (xmp.empty()) return data;
  if (Exiv2::XmpParser::decode(data, {xmp.begin(), xmp.end()}) != 0) {
    throw std::runtime_error("no XMP");
  }
  return data;
}

std::vector<uint8_t> edited_xmp(const std::vector<uint8_t>& xmp,
                                const imaging::ImageShape& shape,
                                const WriteOptions& options) {
  Exiv2::XmpData data = parsed_xmp(xmp);
  return edit_xmp(data, shape, options) ? bytes_of(data) : xmp;
}

/// XMP with the fields of an IPTC block that it lacks, for files that hold no IPTC.
std::vector<uint8_t> xmp_with_iptc(const std::vector<uint8_t>& xmp,
                                   const std::vector<uint8_t>& iptc) {
  Exiv2::IptcData fields;
  if (Exiv2::IptcParser::decode(fields, iptc.data(), uint32_t(iptc.size())) != 0) {
    throw std::runtime_error("no IPTC");
  }
  Exiv2::XmpData data = parsed_xmp(xmp), added;
  Exiv2::copyIptcToXmp(fields, added);
  for (const auto& datum : added) {
    if (data.findKey(Exiv2::XmpKey(datum.key())) == data.end()) data.add(datum);
  }
  return bytes_of(data);
}

/// `edit` of a block, or nothing and a warning where the block is damaged.
template <class Edit>
void edit_or_drop(std::vector<uint8_t>& block,
                  const char* name,
                  std::vector<std::string>& warnings,
                  const Edit& edit) {
  if (block.empty()) return;
  try {
    block = edit();
  } catch (const std::exception&) {
    block.clear();
    warnings.push_back(std::string("the ") + name + " data are damaged and were left out");
  }
}

}  // namespace

std::vector<uint8_t> exif_of_tiff(std::span<const uint8_t> file) try {
  start_exiv2();
  Exiv2::ExifData data;
  const auto order = Exiv2::ExifParser::decode(data, file.data(), uint32_t(file.size()));
  erase_if(data, [](const auto& datum) {
    const std::string group = datum.groupName();
    // Pictures after the first one belong to others.
    return (group == "Image" && describes_tiff_storage(datum.tag())) || group == "Thumbnail" ||
           (group != "Image" && group.starts_with("Image")) || group.starts_with("SubImage");
  });
  if (data.empty()) return {};
  Exiv2::Blob blob;
  Exiv2::ExifParser::encode(blob, nullptr, 0, order, data);
  return {blob.begin(), blob.end()};
} catch (const Exiv2::Error& error) {
  throw std::runtime_error(error.what());
}

Metadata edited_metadata(const Metadata& metadata,
                         const imaging::ImageShape& shape,
                         const WriteOptions& options,
                         std::vector<std::string>& warnings) {
  const bool has_blocks = !metadata.exif.empty() || !metadata.xmp.empty() || !metadata.iptc.empty();
  if (options.metadata == MetadataPolicy::strip || !has_blocks) {
    return {.icc_profile = metadata.icc_profile};
  }
  start_exiv2();
  Metadata result = metadata;
  edit_or_drop(
      result.exif, "EXIF", warnings, [&] { return edited_exif(metadata.exif, shape, options); });
  edit_or_drop(
      result.xmp, "XMP", warnings, [&] { return edited_xmp(metadata.xmp, shape, options); });
  if (!limits_of(options.format).iptc) {
    edit_or_drop(result.iptc, "IPTC", warnings, [&] {
      result.xmp = xmp_with_iptc(result.xmp, metadata.iptc);
      return std::vector<uint8_t>();
    });
  }
  return result;
}

}  // namespace lowlight::codecs
