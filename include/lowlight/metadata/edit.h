// Metadata that fit the file they are written into, through exiv2.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/metadata/metadata.h"

namespace lowlight::metadata {

/// The EXIF data of a TIFF file, gathered into a block of their own, without the tags that say how
/// its pixels are stored. The block is empty where there are none. Throws std::runtime_error
/// where they are damaged.
std::vector<uint8_t> exif_of_tiff(std::span<const uint8_t> file);

/// EXIF, XMP and IPTC data of a camera's raw file, without what describes the sensor's samples and
/// the previews; empty blocks where exiv2 finds none. The orientation is 1.
Metadata metadata_of_raw(std::span<const uint8_t> file);

/// What a file has places for, and the picture in it.
struct Fitting {
  int64_t width = 0;
  int64_t height = 0;
  MetadataPolicy policy = MetadataPolicy::keep;
  std::string software =
      {};                  ///< The tag Software of a photo that has EXIF data; "" changes nothing.
  bool iptc = true;        ///< Without a place for it its fields become XMP.
  bool resolution = true;  ///< Without one it becomes EXIF's.
  bool texts = true;       ///< Any keyword has a place; without it, EXIF's tags hold what they can.
  bool comment = false;    ///< The text "Comment" has one.
  std::span<const uint8_t> preview =
      {};  ///< A JPEG in the place of an old preview, which else goes.
};

/// A photo's metadata as they are to be written: upright, of the picture's size, without the old
/// preview picture. What cannot be parsed is left out with a warning; what needs no change keeps
/// its bytes. The colours always stay.
Metadata fitted_metadata(const Metadata& metadata,
                         const Fitting& fitting,
                         std::vector<std::string>& warnings);

}  // namespace lowlight::metadata
