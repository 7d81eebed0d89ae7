// A photo as its file has it, and how files are read and written.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/imaging/image.h"
#include "lowlight/imaging/sensor_noise.h"
#include "lowlight/metadata/attachment.h"
#include "lowlight/metadata/metadata.h"

namespace lowlight::codecs {

/// Camera raw and GIF are read only.
enum class ImageFormat { jpeg, png, tiff, webp, heic, avif, jxl, raw, gif };

/// The names of the values, as users write them.
constexpr auto names_of(ImageFormat) {
  return std::to_array<std::pair<ImageFormat, std::string_view>>({{ImageFormat::jpeg, "jpeg"},
                                                                  {ImageFormat::png, "png"},
                                                                  {ImageFormat::tiff, "tiff"},
                                                                  {ImageFormat::webp, "webp"},
                                                                  {ImageFormat::heic, "heic"},
                                                                  {ImageFormat::avif, "avif"},
                                                                  {ImageFormat::jxl, "jxl"},
                                                                  {ImageFormat::raw, "raw"},
                                                                  {ImageFormat::gif, "gif"}});
}

/// How coarsely a JPEG stores colour.
enum class ChromaSampling { unknown, full_444, half_422, quarter_420 };

/// What to do with a file whose end is missing or damaged.
enum class OnTruncated { fail, keep };

/// The names of the values, as users write them.
constexpr auto names_of(OnTruncated) {
  return std::to_array<std::pair<OnTruncated, std::string_view>>(
      {{OnTruncated::fail, "fail"}, {OnTruncated::keep, "keep"}});
}

/// What becomes of a picture of high dynamic range (PQ, HLG): it is tone-mapped to an ordinary one,
/// with a warning, or the file is refused.
enum class OnHdr { tone_map, refuse };

/// The names of the values, as users write them.
constexpr auto names_of(OnHdr) {
  return std::to_array<std::pair<OnHdr, std::string_view>>(
      {{OnHdr::tone_map, "tone-map"}, {OnHdr::refuse, "refuse"}});
}

/// What becomes of a gain map, which makes a rendition of high dynamic range of a photo.
enum class GainMapPolicy { keep, drop };

/// The names of the values, as users write them.
constexpr auto names_of(GainMapPolicy) {
  return std::to_array<std::pair<GainMapPolicy, std::string_view>>(
      {{GainMapPolicy::keep, "keep"}, {GainMapPolicy::drop, "drop"}});
}

using metadata::Metadata;
using metadata::MetadataPolicy;

/// A decoded file. The pixels are upright: the orientation the file asked for is applied, and the
/// EXIF data kept here says so (tag 1), so that writing it back does not turn the picture twice.
struct Photo {
  imaging::Image image;
  ImageFormat format = ImageFormat::jpeg;
  ChromaSampling chroma_sampling = ChromaSampling::unknown;
  bool lossless = false;  ///< the file was a WebP or JPEG XL without loss, and is written so again
  int bits = 0;           ///< of a sample in the file, where its format leaves the choice
  Metadata metadata;
  /// What lies behind the picture in a JPEG's or a HEIC's file, in its order. A gain map is as it
  /// was read: who changes pixels has to refit it (gain_map.h).
  std::vector<metadata::Attachment> attachments = {};
  /// A small JPEG that takes the place of the preview in the EXIF data, which else goes
  /// (preview.h).
  std::vector<uint8_t> preview = {};
  /// The most noise that grey can have, by what a raw file tells (raw_noise.h).
  std::optional<imaging::SensorNoise> most_noise = {};
  /// Grey with alpha, which becomes RGBA: red, green and blue are equal and are to stay so.
  bool grey = false;
  int turned_by = 1;                  ///< the orientation that was carried out on the pixels
  std::vector<std::string> warnings;  ///< each says what could not be kept or was converted
};

struct ReadOptions {
  int64_t max_pixels = 400'000'000;  ///< larger pictures are refused before memory is taken
  /// `keep` gives what could be decoded, and a warning; it works for JPEG only.
  OnTruncated on_truncated = OnTruncated::fail;
  OnHdr on_hdr = OnHdr::tone_map;
  /// Of a file with several pictures (pages, an animation) the first is read; without it such a
  /// file is refused.
  bool first = false;
};

struct WriteOptions {
  ImageFormat format = ImageFormat::jpeg;
  int64_t quality = 92;  ///< 1 … 100; it counts for JPEG and lossy WebP
  MetadataPolicy metadata = MetadataPolicy::keep;
  GainMapPolicy gain_map = GainMapPolicy::keep;
  /// The tag Software of a photo that has EXIF data; an empty text leaves it as it is.
  std::string software = {};
};

/// What a header says, before anything is decoded.
struct ImageHeader {
  ImageFormat format = ImageFormat::jpeg;
  int64_t width = 0;   ///< the stored one, before the picture is turned
  int64_t height = 0;  ///< the same holds here
};

}  // namespace lowlight::codecs
