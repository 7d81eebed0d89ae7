#include <array>
#include <new>

#include "codecs/jxl/jxl_codec.h"
#include "codecs/jxl/jxl_library.h"
#include "codecs/kept_rows.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {
namespace {

// Of 1 to 9: what takes longer saves little (lossless 12 MP: effort 3 takes a fifth of 7's time).
constexpr int64_t kEffort = 3;

/// libjxl's distance of a quality, as its own program has it.
float distance_of(int64_t quality) {
  return quality >= 100 ? 0
         : quality >= 30
             ? 0.1f + float(100 - quality) * 0.09f
             : 53.0f / 3000 * float(quality * quality) - 23.0f / 20 * float(quality) + 25;
}

class JxlWriter final : public KeptRows {
 public:
  JxlWriter(const imaging::ImageShape& shape,
            const Photo& photo,
            const Metadata& metadata,
            int64_t quality,
            ByteFile& file)
      : KeptRows(shape),
        lossless_(photo.lossless || quality == 100),
        quality_(quality),
        metadata_(metadata),
        file_(file) {}

 private:
  void encode(const imaging::Image& image) override {
    encoder_.reset(LOWLIGHT_JXL(JxlEncoderCreate)(nullptr));
    if (!encoder_) throw std::bad_alloc();
    add_boxes();
    set_header();
    set_colours();
    auto* frame = LOWLIGHT_JXL(JxlEncoderFrameSettingsCreate)(encoder_.get(), nullptr);
    require(LOWLIGHT_JXL(JxlEncoderFrameSettingsSetOption)(
        frame, JXL_ENC_FRAME_SETTING_EFFORT, kEffort));
    if (lossless_) require(LOWLIGHT_JXL(JxlEncoderSetFrameLossless)(frame, JXL_TRUE));
    if (!lossless_) {
      require(LOWLIGHT_JXL(JxlEncoderSetFrameDistance)(frame, distance_of(quality_)));
    }
    const JxlPixelFormat format{
        uint32_t(image.channels()),
        image.depth() == imaging::BitDepth::u16 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
        JXL_NATIVE_ENDIAN,
        0};
    require(LOWLIGHT_JXL(JxlEncoderAddImageFrame)(
        frame, &format, image.bytes().data(), image.bytes().size()));
    LOWLIGHT_JXL(JxlEncoderCloseInput)(encoder_.get());
    hand_on();
  }

  static void require(JxlEncoderStatus status) {
    if (status != JXL_ENC_SUCCESS) throw ImageError("JPEG XL", {"cannot encode"});
  }

  void add_boxes() {
    if (metadata_.exif.empty() && metadata_.xmp.empty()) return;
    require(LOWLIGHT_JXL(JxlEncoderUseContainer)(encoder_.get(), JXL_TRUE));
    require(LOWLIGHT_JXL(JxlEncoderUseBoxes)(encoder_.get()));
  }

  void add_box(const char* type, const std::vector<uint8_t>& content) {
    const std::array<char, 4> letters = {type[0], type[1], type[2], type[3]};
    require(LOWLIGHT_JXL(JxlEncoderAddBox)(
        encoder_.get(), letters.data(), content.data(), content.size(), JXL_FALSE));
  }

  void set_header() {
    JxlBasicInfo info;
    LOWLIGHT_JXL(JxlEncoderInitBasicInfo)(&info);
    const bool deep = shape().depth == imaging::BitDepth::u16, alpha = shape().channels == 4;
    info.xsize = uint32_t(shape().width);
    info.ysize = uint32_t(shape().height);
    info.bits_per_sample = deep ? 16 : 8;
    info.num_color_channels = shape().channels == 1 ? 1 : 3;
    info.num_extra_channels = alpha ? 1 : 0;
    info.alpha_bits = alpha ? info.bits_per_sample : 0;
    info.uses_original_profile = lossless_;
    require(LOWLIGHT_JXL(JxlEncoderSetBasicInfo)(encoder_.get(), &info));
    const int level = LOWLIGHT_JXL(JxlEncoderGetRequiredCodestreamLevel)(encoder_.get());
    if (level > 5) require(LOWLIGHT_JXL(JxlEncoderSetCodestreamLevel)(encoder_.get(), level));
    if (!metadata_.exif.empty()) {
      std::vector<uint8_t> content(4);  // EXIF data begin at once.
      content.insert(content.end(), metadata_.exif.begin(), metadata_.exif.end());
      add_box("Exif", content);
    }
    if (!metadata_.xmp.empty()) add_box("xml ", metadata_.xmp);
    if (!metadata_.exif.empty() || !metadata_.xmp.empty()) {
      LOWLIGHT_JXL(JxlEncoderCloseBoxes)(encoder_.get());
    }
  }

  void set_colours() {
    const auto& profile = metadata_.icc_profile;
    if (!profile.empty() &&
        LOWLIGHT_JXL(JxlEncoderSetICCProfile)(encoder_.get(), profile.data(), profile.size()) ==
            JXL_ENC_SUCCESS) {
      return;
    }
    JxlColorEncoding colours{};
    colours.color_space = shape().channels == 1 ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
    colours.white_point = JXL_WHITE_POINT_D65;
    colours.primaries = JXL_PRIMARIES_SRGB;
    colours.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
    colours.rendering_intent = JXL_RENDERING_INTENT_RELATIVE;
    require(LOWLIGHT_JXL(JxlEncoderSetColorEncoding)(encoder_.get(), &colours));
  }

  void hand_on() {
    std::vector<uint8_t> piece(1 << 20);
    for (auto status = JXL_ENC_NEED_MORE_OUTPUT; status == JXL_ENC_NEED_MORE_OUTPUT;) {
      uint8_t* next = piece.data();
      size_t room = piece.size();
      status = LOWLIGHT_JXL(JxlEncoderProcessOutput)(encoder_.get(), &next, &room);
      if (status == JXL_ENC_ERROR) throw ImageError("JPEG XL", {"cannot encode"});
      file_.append({piece.data(), piece.size() - room});
    }
  }

  bool lossless_;
  int64_t quality_;
  Metadata metadata_;
  ByteFile& file_;
  std::unique_ptr<JxlEncoder, DestroyJxl> encoder_;
};

}  // namespace

std::unique_ptr<RowEncoder> make_jxl_encoder(const imaging::ImageShape& shape,
                                             const Photo& photo,
                                             const Metadata& metadata,
                                             int64_t quality,
                                             ByteFile& file) {
  if (const auto problem = problem_of_jxl(); !problem.empty()) {
    throw ImageError("JPEG XL", {problem});
  }
  return std::make_unique<JxlWriter>(shape, photo, metadata, quality, file);
}

}  // namespace lowlight::codecs
