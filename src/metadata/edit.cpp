#include "lowlight/metadata/edit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exiv2/exiv2.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "lowlight/metadata/tiff_directory.h"
#include "metadata/exiv2_start.h"

namespace lowlight::metadata {
namespace {

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

/// Tags of a raw file's first directory that describe its samples: those of a mosaic (TIFF/EP), and
/// of DNG.
bool is_of_sensor(uint32_t tag) {
  return tag == 33421 || tag == 33422 || (tag >= 50706 && tag <= 51200) ||
         (tag >= 52525 && tag <= 52600);
}

/// The EXIF tag that holds a text with this keyword, in a file with no place for all texts; null
/// where there is none or the file has a place of its own.
const char* exif_place_of(std::string_view keyword, const Fitting& fitting) {
  constexpr std::array<std::pair<std::string_view, const char*>, 5> kPlaces = {
      {{"Author", "Exif.Image.Artist"},
       {"Description", "Exif.Image.ImageDescription"},
       {"Title", "Exif.Image.DocumentName"},
       {"Copyright", "Exif.Image.Copyright"},
       {kComment, "Exif.Photo.UserComment"}}};
  if (keyword == kComment && fitting.comment) return nullptr;
  const auto* found =
      std::ranges::find(kPlaces, keyword, [](const auto& place) { return place.first; });
  return found == kPlaces.end() ? nullptr : found->second;
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

/// 300.02 → "30002/100", 300 → "300/1".
std::string rational(double value) {
  const bool whole = std::abs(value - std::round(value)) < 0.01;
  return std::to_string(std::lround(whole ? value : value * 100)) + (whole ? "/1" : "/100");
}

/// Adds what is known and has no better place in the file, where EXIF data do not say it already.
bool add_to_exif(Exiv2::ExifData& data, const Metadata& metadata, const Fitting& fitting) {
  bool changed = false;
  const auto add = [&](const char* key, const std::string& text) {
    if (text.empty() || data.findKey(Exiv2::ExifKey(key)) != data.end()) return;
    data[key] = text;
    changed = true;
  };
  if (!fitting.resolution && metadata.resolution &&
      data.findKey(Exiv2::ExifKey("Exif.Image.XResolution")) == data.end()) {
    constexpr uint16_t kInch = 2;
    add("Exif.Image.XResolution", rational(metadata.resolution->x));
    add("Exif.Image.YResolution", rational(metadata.resolution->y));
    data["Exif.Image.ResolutionUnit"] = kInch;
  }
  if (fitting.texts) return changed;
  for (const auto& [keyword, text] : metadata.texts) {
    if (const char* key = exif_place_of(keyword, fitting)) add(key, text);
  }
  return changed;
}

bool edit_exif(Exiv2::ExifData& data, const Metadata& metadata, const Fitting& fitting) {
  const auto set = update<Exiv2::ExifData, Exiv2::ExifKey>;
  const std::string width = std::to_string(fitting.width), height = std::to_string(fitting.height);
  bool changed = erase_if(data, [](const auto& datum) { return datum.groupName() == "Thumbnail"; });
  if (changed && !fitting.preview.empty()) {
    Exiv2::ExifThumb(data).setJpegThumbnail(fitting.preview.data(), long(fitting.preview.size()));
  }
  changed |= set(data, "Exif.Photo.PixelXDimension", width);
  changed |= set(data, "Exif.Photo.PixelYDimension", height);
  changed |= set(data, "Exif.Image.ImageWidth", width);
  changed |= set(data, "Exif.Image.ImageLength", height);
  if (fitting.policy == MetadataPolicy::strip_gps) {
    changed |= erase_if(data, tells_place);
  }
  if (!fitting.software.empty() && !data.empty()) {
    data["Exif.Image.Software"] = fitting.software;
    changed = true;
  }
  return add_to_exif(data, metadata, fitting) || changed;
}

bool edit_xmp(Exiv2::XmpData& data, const Fitting& fitting) {
  const auto set = update<Exiv2::XmpData, Exiv2::XmpKey>;
  const std::string width = std::to_string(fitting.width), height = std::to_string(fitting.height);
  bool changed = set(data, "Xmp.tiff.Orientation", "1");
  changed |= set(data, "Xmp.tiff.ImageWidth", width);
  changed |= set(data, "Xmp.tiff.ImageLength", height);
  changed |= set(data, "Xmp.exif.PixelXDimension", width);
  changed |= set(data, "Xmp.exif.PixelYDimension", height);
  if (!fitting.software.empty()) changed |= set(data, "Xmp.tiff.Software", fitting.software);
  changed |= erase_if(data, [&](const auto& datum) {
    const std::string key = datum.key();
    return key.starts_with("Xmp.xmp.Thumbnails") ||
           (fitting.policy == MetadataPolicy::strip_gps && key.find("GPS") != std::string::npos);
  });
  return changed;
}

/// The EXIF data, edited; those that there is something to say for the first time are made.
std::vector<uint8_t> edited_exif(const Metadata& metadata, const Fitting& fitting) {
  std::vector<uint8_t> exif = metadata.exif;
  Exiv2::ExifData data;
  auto order = Exiv2::littleEndian;
  if (!exif.empty()) order = Exiv2::ExifParser::decode(data, exif.data(), uint32_t(exif.size()));
  if (order == Exiv2::invalidByteOrder) throw std::runtime_error("no byte order");
  if (!edit_exif(data, metadata, fitting)) return exif;
  if (data.empty()) return {};
  Exiv2::Blob blob;
  const auto method =
      Exiv2::ExifParser::encode(blob, exif.data(), uint32_t(exif.size()), order, data);
  return method == Exiv2::wmNonIntrusive ? exif : std::vector<uint8_t>(blob.begin(), blob.end());
}

std::vector<uint8_t> edited_xmp(const std::vector<uint8_t>& xmp, const Fitting& fitting) {
  Exiv2::XmpData data = parsed_xmp(xmp);
  return edit_xmp(data, fitting) ? packet_of(data) : xmp;
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
  return packet_of(data);
}

/// `edit` of a block, or nothing and a warning where the block is damaged.
template <class Edit>
void edit_or_drop(std::vector<uint8_t>& block,
                  const char* name,
                  std::vector<std::string>& warnings,
                  const Edit& edit) {
  try {
    block = edit();
  } catch (const std::exception&) {
    block.clear();
    warnings.push_back(std::string("the ") + name + " data are damaged and were left out");
  }
}

/// Leaves those texts that have a place of their own in the file; the others have become EXIF tags,
/// or there is a warning.
void keep_texts_with_place(std::vector<Text>& texts,
                           const Fitting& fitting,
                           std::vector<std::string>& warnings) {
  if (fitting.texts) return;
  std::erase_if(texts, [&](const Text& text) {
    if (text.keyword == kComment && fitting.comment) return false;
    if (!exif_place_of(text.keyword, fitting)) {
      warnings.push_back("the text \"" + text.keyword + "\" has no place in the file: left out");
    }
    return true;
  });
}

/// What pictures per inch EXIF data tell.
std::optional<Resolution> resolution_of(const std::vector<uint8_t>& exif) {
  Exiv2::ExifData data;
  if (exif.empty()) return std::nullopt;
  if (Exiv2::ExifParser::decode(data, exif.data(), uint32_t(exif.size())) ==
      Exiv2::invalidByteOrder) {
    return std::nullopt;
  }
  const auto x = data.findKey(Exiv2::ExifKey("Exif.Image.XResolution"));
  const auto y = data.findKey(Exiv2::ExifKey("Exif.Image.YResolution"));
  const auto unit = data.findKey(Exiv2::ExifKey("Exif.Image.ResolutionUnit"));
  if (x == data.end() || y == data.end() || x->count() == 0 || y->count() == 0) return std::nullopt;
  constexpr long kCentimetre = 3;
  const double scale =
      unit != data.end() && unit->count() == 1 && unit->toLong() == kCentimetre ? 2.54 : 1;
  const Resolution found{x->toFloat() * scale, y->toFloat() * scale};
  const bool usable = found.x > 0 && found.y > 0 && found.x < 1e6 && found.y < 1e6;
  return usable ? std::optional(found) : std::nullopt;
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

Metadata metadata_of_raw(std::span<const uint8_t> file) try {
  start_exiv2();
  const auto image = Exiv2::ImageFactory::open(file.data(), long(file.size()));
  image->readMetadata();
  Metadata metadata;
  Exiv2::ExifData data = image->exifData();
  erase_if(data, [](const auto& datum) {
    const std::string group = datum.groupName();
    return (group == "Image" &&
            (describes_tiff_storage(datum.tag()) || is_of_sensor(datum.tag()))) ||
           group == "Thumbnail" || (group != "Image" && group.starts_with("Image")) ||
           group.starts_with("SubImage") || group.starts_with("PanasonicRaw");
  });
  if (!data.empty()) {
    Exiv2::Blob blob;
    Exiv2::ExifParser::encode(blob, nullptr, 0, Exiv2::littleEndian, data);
    metadata.exif = {blob.begin(), blob.end()};
  }
  metadata.xmp = packet_of(image->xmpData());
  return metadata;
} catch (const std::exception&) {
  return {};
}

Metadata fitted_metadata(const Metadata& metadata,
                         const Fitting& fitting,
                         std::vector<std::string>& warnings) {
  if (fitting.policy == MetadataPolicy::strip) {
    return {.icc_profile = metadata.icc_profile, .numbers = metadata.numbers};
  }
  const bool is_bare = metadata.exif.empty() && metadata.xmp.empty() && metadata.iptc.empty() &&
                       !metadata.resolution && metadata.texts.empty();
  if (is_bare) return metadata;
  start_exiv2();
  Metadata result = metadata;
  edit_or_drop(result.exif, "EXIF", warnings, [&] { return edited_exif(metadata, fitting); });
  if (!result.xmp.empty()) {
    edit_or_drop(result.xmp, "XMP", warnings, [&] { return edited_xmp(metadata.xmp, fitting); });
  }
  if (!fitting.iptc && !result.iptc.empty()) {
    edit_or_drop(result.iptc, "IPTC", warnings, [&] {
      result.xmp = xmp_with_iptc(result.xmp, metadata.iptc);
      return std::vector<uint8_t>();
    });
  }
  if (!result.resolution) result.resolution = resolution_of(result.exif);
  keep_texts_with_place(result.texts, fitting, warnings);
  return result;
}

}  // namespace lowlight::metadata
