#include "codecs/jxl/jxl_codec.h"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include "codecs/image_header.h"
#include "codecs/jxl/jxl_library.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/blocks.h"
#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace colours;
using namespace metadata;

namespace {

using Decoder = std::unique_ptr<JxlDecoder, DestroyJxl>;

/// A decoder of the file that stops at these events. It is not told that there is no more of the
/// file, because some versions of libjxl print a line where they would need more.
Decoder jxl_decoder(std::span<const uint8_t> bytes, int events) {
  Decoder decoder(LOWLIGHT_JXL(JxlDecoderCreate)(nullptr));
  if (!decoder) throw std::bad_alloc();
  LOWLIGHT_JXL(JxlDecoderSubscribeEvents)(decoder.get(), events);
  LOWLIGHT_JXL(JxlDecoderSetInput)(decoder.get(), bytes.data(), bytes.size());
  return decoder;
}

JxlDecoderStatus go_on(const Decoder& decoder) {
  return LOWLIGHT_JXL(JxlDecoderProcessInput)(decoder.get());
}

/// The content of the file's boxes of metadata, unpacked; one that is too long is left out.
class JxlBoxes {
 public:
  explicit JxlBoxes(std::span<const uint8_t> bytes) : decoder_(jxl_decoder(bytes, JXL_DEC_BOX)) {
    LOWLIGHT_JXL(JxlDecoderSetDecompressBoxes)(decoder_.get(), JXL_TRUE);
    for (;;) {
      const auto status = go_on(decoder_);
      if (status == JXL_DEC_BOX_NEED_MORE_OUTPUT) {
        if (grow()) continue;
        if (target_) target_->clear();
        too_long = target_ != nullptr;
        return;
      }
      finish();
      if (status != JXL_DEC_BOX) return;
      begin();
    }
  }

  std::vector<uint8_t> exif, xmp;
  bool too_long = false;  ///< one of them

 private:
  static constexpr size_t kPiece = 64 << 10, kMost = 16 << 20;

  void begin() {
    JxlBoxType type{};
    LOWLIGHT_JXL(JxlDecoderGetBoxType)(decoder_.get(), type, JXL_TRUE);
    const std::string_view letters(type, 4);
    target_ = letters == "Exif" ? &exif : letters == "xml " ? &xmp : nullptr;
    if (!target_ || !target_->empty()) {
      target_ = nullptr;
      return;
    }
    target_->resize(kPiece);
    LOWLIGHT_JXL(JxlDecoderSetBoxBuffer)(decoder_.get(), target_->data(), target_->size());
  }

  bool grow() {
    if (!target_ || target_->size() >= kMost) return false;
    const size_t left = LOWLIGHT_JXL(JxlDecoderReleaseBoxBuffer)(decoder_.get());
    const size_t used = target_->size() - left;
    target_->resize(target_->size() * 2);
    LOWLIGHT_JXL(JxlDecoderSetBoxBuffer)
    (decoder_.get(), target_->data() + used, target_->size() - used);
    return true;
  }

  void finish() {
    if (!target_) return;
    const size_t left = LOWLIGHT_JXL(JxlDecoderReleaseBoxBuffer)(decoder_.get());
    target_->resize(target_->size() - left);
    target_ = nullptr;
  }

  Decoder decoder_;
  std::vector<uint8_t>* target_ = nullptr;
};

/// The numbers of colours that have codes; nothing for others.
std::optional<ColourNumbers> numbers_of(const JxlColorEncoding& colours) {
  const bool usual =
      (colours.color_space == JXL_COLOR_SPACE_RGB || colours.color_space == JXL_COLOR_SPACE_GRAY) &&
      colours.white_point == JXL_WHITE_POINT_D65;
  const bool grey = colours.color_space == JXL_COLOR_SPACE_GRAY;
  const int primaries = grey                                      ? 1
                        : colours.primaries == JXL_PRIMARIES_SRGB ? 1
                        : colours.primaries == JXL_PRIMARIES_2100 ? 9
                        : colours.primaries == JXL_PRIMARIES_P3   ? 12
                                                                  : 0;
  const int transfer = colours.transfer_function;
  const bool known = transfer == JXL_TRANSFER_FUNCTION_LINEAR ||
                     transfer == JXL_TRANSFER_FUNCTION_SRGB ||
                     transfer == JXL_TRANSFER_FUNCTION_709 ||
                     transfer == JXL_TRANSFER_FUNCTION_PQ || transfer == JXL_TRANSFER_FUNCTION_HLG;
  if (!usual || primaries == 0 || !known) return std::nullopt;
  return ColourNumbers{.cicp = {{uint8_t(primaries), uint8_t(transfer), 0, 1}}};
}

class JxlReader final : public RowReader {
 public:
  JxlReader(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
      : name_(name),
        decoder_(
            jxl_decoder(bytes, JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE)) {
    expect(JXL_DEC_BASIC_INFO);
    JxlBasicInfo info{};
    LOWLIGHT_JXL(JxlDecoderGetBasicInfo)(decoder_.get(), &info);
    check_size(info.xsize, info.ysize, options, name);
    if (info.have_animation && !options.first) {
      throw ImageError(name, {"an animated JPEG XL, of which --first takes the first picture"});
    }
    if (info.have_animation)
      photo.warnings.push_back("only the first picture of the file was read");
    const bool deep = info.bits_per_sample > 8;
    const bool grey = info.num_color_channels == 1 && info.alpha_bits == 0;
    shape = {int64_t(info.xsize),
             int64_t(info.ysize),
             grey                  ? 1
             : info.alpha_bits > 0 ? 4
                                   : 3,
             deep ? imaging::BitDepth::u16 : imaging::BitDepth::u8};
    photo.grey = info.num_color_channels == 1 && info.alpha_bits > 0;
    photo.bits = int(std::clamp<uint32_t>(info.bits_per_sample, 8, 16));
    photo.lossless = info.uses_original_profile;
    if (info.exponent_bits_per_sample > 0) photo.warnings.push_back("float samples became 16 bits");
    if (info.alpha_premultiplied) {
      LOWLIGHT_JXL(JxlDecoderSetUnpremultiplyAlpha)(decoder_.get(), JXL_TRUE);
    }
    at_once = true;
    held_bytes = 3 * shape.stride() * shape.height;
    read_colours();
    read_boxes(bytes);
  }

  void read(uint8_t* out, int64_t count) override {
    expect(JXL_DEC_NEED_IMAGE_OUT_BUFFER);
    const auto format = pixel_format();
    const size_t size = size_t(count * shape.stride());
    size_t needed = 0;
    LOWLIGHT_JXL(JxlDecoderImageOutBufferSize)(decoder_.get(), &format, &needed);
    if (needed != size) throw ImageError(name_, {"the picture has not the size its header tells"});
    LOWLIGHT_JXL(JxlDecoderSetImageOutBuffer)(decoder_.get(), &format, out, size);
    expect(JXL_DEC_FULL_IMAGE);
  }

 private:
  void expect(JxlDecoderStatus wanted) {
    const auto status = go_on(decoder_);
    if (status == wanted) return;
    throw ImageError(name_,
                     {status == JXL_DEC_NEED_MORE_INPUT ? "the file is truncated"
                                                        : "cannot decode the JPEG XL"});
  }

  JxlPixelFormat pixel_format() const {
    return {uint32_t(shape.channels),
            shape.depth == imaging::BitDepth::u16 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
            JXL_NATIVE_ENDIAN,
            0};
  }

  /// Colours that were changed for packing become again what they were, where that has a name.
  void ask_for_own_colours() {
    JxlColorEncoding own{};
#if JPEGXL_MAJOR_VERSION == 0 && JPEGXL_MINOR_VERSION < 9
    const auto told = LOWLIGHT_JXL(JxlDecoderGetColorAsEncodedProfile)(
        decoder_.get(), nullptr, JXL_COLOR_PROFILE_TARGET_ORIGINAL, &own);
#else
    const auto told = LOWLIGHT_JXL(JxlDecoderGetColorAsEncodedProfile)(
        decoder_.get(), JXL_COLOR_PROFILE_TARGET_ORIGINAL, &own);
#endif
    if (told != JXL_DEC_SUCCESS) {  // a profile: primaries that clip nothing hold its colours
      own = {.color_space = shape.channels == 1 ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB,
             .white_point = JXL_WHITE_POINT_D65,
             .primaries = JXL_PRIMARIES_2100,
             .transfer_function = JXL_TRANSFER_FUNCTION_SRGB,
             .rendering_intent = JXL_RENDERING_INTENT_RELATIVE};
    }
    LOWLIGHT_JXL(JxlDecoderSetPreferredColorProfile)(decoder_.get(), &own);
  }

  void read_colours() {
    expect(JXL_DEC_COLOR_ENCODING);
    if (!photo.lossless) ask_for_own_colours();
    constexpr auto kTarget = JXL_COLOR_PROFILE_TARGET_DATA;
    JxlColorEncoding colours{};
#if JPEGXL_MAJOR_VERSION == 0 && JPEGXL_MINOR_VERSION < 9
    const auto format = pixel_format();
    const auto told = LOWLIGHT_JXL(JxlDecoderGetColorAsEncodedProfile)(
        decoder_.get(), &format, kTarget, &colours);
#else
    const auto told =
        LOWLIGHT_JXL(JxlDecoderGetColorAsEncodedProfile)(decoder_.get(), kTarget, &colours);
#endif
    if (told == JXL_DEC_SUCCESS) {
      if (const auto numbers = numbers_of(colours)) {
        if (described(*numbers) != DescribedColours()) photo.metadata.numbers = numbers;
        return;
      }
    }
    auto& profile = photo.metadata.icc_profile;
    size_t size = 0;
#if JPEGXL_MAJOR_VERSION == 0 && JPEGXL_MINOR_VERSION < 9
    LOWLIGHT_JXL(JxlDecoderGetICCProfileSize)(decoder_.get(), &format, kTarget, &size);
    profile.resize(size);
    LOWLIGHT_JXL(JxlDecoderGetColorAsICCProfile)
    (decoder_.get(), &format, kTarget, profile.data(), size);
#else
    LOWLIGHT_JXL(JxlDecoderGetICCProfileSize)(decoder_.get(), kTarget, &size);
    profile.resize(size);
    LOWLIGHT_JXL(JxlDecoderGetColorAsICCProfile)(decoder_.get(), kTarget, profile.data(), size);
#endif
  }

  void read_boxes(std::span<const uint8_t> bytes) {
    JxlBoxes boxes(bytes);
    if (boxes.too_long) photo.warnings.push_back("metadata over 16 MB were left out");
    photo.metadata.xmp = std::move(boxes.xmp);
    if (boxes.exif.empty()) return;
    try {
      const ByteReader reader{boxes.exif};
      const uint64_t begin = 4 + uint64_t(reader.u32(0));
      const uint64_t size = boxes.exif.size() - std::min<uint64_t>(begin, boxes.exif.size());
      photo.metadata.exif = without_exif_mark(reader.part(begin, size));
    } catch (const OutOfData&) {
      photo.warnings.push_back("the EXIF data are damaged and were left out");
    }
    take_orientation(photo.metadata.exif);  // The decoder has turned the picture.
  }

  std::string name_;
  Decoder decoder_;
};

}  // namespace

std::unique_ptr<RowReader> open_jxl(std::span<const uint8_t> bytes,
                                    const std::string& name,
                                    const ReadOptions& options) {
  return std::make_unique<JxlReader>(bytes, name, options);
}

std::optional<ImageHeader> peek_jxl(std::span<const uint8_t> bytes) {
  if (!problem_of_jxl().empty()) return std::nullopt;
  const Decoder decoder = jxl_decoder(bytes, JXL_DEC_BASIC_INFO);
  JxlBasicInfo info{};
  if (go_on(decoder) != JXL_DEC_BASIC_INFO) return std::nullopt;
  LOWLIGHT_JXL(JxlDecoderGetBasicInfo)(decoder.get(), &info);
  return ImageHeader{ImageFormat::jxl, int64_t(info.xsize), int64_t(info.ysize)};
}

std::string problem_of_jxl() { return kJxlLibrary.problem(); }

std::string jxl_version() {
  return "libjxl " + std::to_string(JPEGXL_MAJOR_VERSION) + "." +
         std::to_string(JPEGXL_MINOR_VERSION) + "." + std::to_string(JPEGXL_PATCH_VERSION);
}

}  // namespace lowlight::codecs
