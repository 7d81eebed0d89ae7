#include "codecs/raw/raw_codec.h"

#include <libraw/libraw.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <utility>

#include "codecs/image_header.h"
#include "codecs/late_library.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/core/error.h"
#include "lowlight/core/on_all_cores.h"
#include "lowlight/metadata/edit.h"

namespace lowlight::codecs {

using namespace colours;

namespace {

const LateLibrary kRawLibrary{LOWLIGHT_RAW_LIBRARY, "libraw20"};
#define LOWLIGHT_RAW(function) LOWLIGHT_LATE(kRawLibrary, function)

constexpr Chromaticities kProPhoto = {
    .34567, .35850, .734699, .265301, .159597, .840403, .036598, .000105};

struct CloseRaw {
  void operator()(libraw_data_t* data) const { LOWLIGHT_RAW(libraw_close)(data); }
  void operator()(libraw_processed_image_t* image) const {
    LOWLIGHT_RAW(libraw_dcraw_clear_mem)(image);
  }
};

/// LibRaw's ways, as this library wants them.
void set_development(libraw_output_params_t& params) {
  constexpr int kOutputProPhoto = 4, kPpg = 2, kBlend = 2;
  params.output_bps = 16;
  params.output_color = kOutputProPhoto;
  params.gamm[0] = params.gamm[1] = 1;  // linear light
  params.no_auto_bright = 1;
  params.use_camera_wb = 1;
  params.highlight = kBlend;
  params.user_qual = kPpg;
}

/// sRGB's code of 16-bit linear light.
std::vector<uint16_t> codes_of_light() {
  std::vector<uint16_t> codes(65536);
  for (size_t i = 0; i < codes.size(); ++i) {
    const double light = double(i) / 65535;
    const double code =
        light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    codes[i] = uint16_t(std::lround(code * 65535));
  }
  return codes;
}

std::unique_ptr<libraw_data_t, CloseRaw> open_data() {
  std::unique_ptr<libraw_data_t, CloseRaw> data(LOWLIGHT_RAW(libraw_init)(
      LIBRAW_OPIONS_NO_MEMERR_CALLBACK | LIBRAW_OPIONS_NO_DATAERR_CALLBACK));
  if (!data) throw std::bad_alloc();
  return data;
}

class RawReader final : public RowReader {
 public:
  RawReader(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
      : name_(name), data_(open_data()) {
    set_development(data_->params);
    auto* const file = const_cast<uint8_t*>(bytes.data());  // It is only read.
    require(LOWLIGHT_RAW(libraw_open_buffer)(data_.get(), file, bytes.size()));
    const auto& sizes = data_->sizes;
    check_size(std::max(sizes.raw_width, sizes.width),
               std::max(sizes.raw_height, sizes.height),
               options,
               name);
    const bool grey = data_->idata.colors == 1;
    shape = developed_size(file, bytes.size());
    shape.channels = grey ? 1 : 3;
    at_once = true;
    photo.bits = 16;
    held_bytes = 3 * shape.width * shape.height * 8;
    photo.metadata = metadata::metadata_of_raw(bytes);
    photo.metadata.icc_profile = profile_of({.primaries = kBt2020}, grey);
  }

  void read(uint8_t* out, int64_t count) override {
    require(LOWLIGHT_RAW(libraw_unpack)(data_.get()));
    require(LOWLIGHT_RAW(libraw_dcraw_process)(data_.get()));
    int problem = 0;
    const std::unique_ptr<libraw_processed_image_t, CloseRaw> image(
        LOWLIGHT_RAW(libraw_dcraw_make_mem_image)(data_.get(), &problem));
    if (!image) require(problem ? problem : LIBRAW_UNSUFFICIENT_MEMORY);
    const bool as_told = image->type == LIBRAW_IMAGE_BITMAP && image->bits == 16 &&
                         image->width == shape.width && image->height == shape.height &&
                         image->colors == shape.channels && count == shape.height;
    if (!as_told) throw ImageError(name_, {"the developed picture is not what the header tells"});
    encode(reinterpret_cast<const uint16_t*>(image->data), reinterpret_cast<uint16_t*>(out));
  }

 private:
  /// The size once a turned or stretched sensor is set right. What is asked for it cannot be
  /// developed any more, so another reader is.
  imaging::ImageShape developed_size(uint8_t* file, size_t size) const {
    const auto other = open_data();
    require(LOWLIGHT_RAW(libraw_open_buffer)(other.get(), file, size));
    require(LOWLIGHT_RAW(libraw_adjust_sizes_info_only)(other.get()));
    const auto& sizes = other->sizes;
    return {sizes.iwidth, sizes.iheight, 3, imaging::BitDepth::u16};
  }

  void require(int status) const {
    if (status == LIBRAW_SUCCESS) return;
    const std::string what = LOWLIGHT_RAW(libraw_strerror)(status);
    throw ImageError(name_, {"cannot develop the raw file: " + what});
  }

  void encode(const uint16_t* in, uint16_t* out) const {
    const auto codes = codes_of_light();
    const auto wide = light_matrix(kProPhoto, kBt2020);
    std::array<float, 9> m{};
    for (size_t i = 0; i < m.size(); ++i) m[i] = float(wide[i]);
    const int64_t samples = shape.width * shape.channels;
    on_all_cores(shape.height, [&](int64_t y) {
      for (int64_t i = y * samples; i < (y + 1) * samples; i += shape.channels) {
        if (shape.channels == 1) {
          out[i] = codes[in[i]];
          continue;
        }
        for (size_t c = 0; c < 3; ++c) {
          const float* row = m.data() + 3 * c;
          const float light = row[0] * in[i] + row[1] * in[i + 1] + row[2] * in[i + 2];
          out[size_t(i) + c] = codes[size_t(std::clamp(light + 0.5f, 0.0f, 65535.0f))];
        }
      }
    });
  }

  std::string name_;
  std::unique_ptr<libraw_data_t, CloseRaw> data_;
};

}  // namespace

std::unique_ptr<RowReader> open_raw(std::span<const uint8_t> bytes,
                                    const std::string& name,
                                    const ReadOptions& options) {
  return std::make_unique<RawReader>(bytes, name, options);
}

std::optional<ImageHeader> peek_raw(std::span<const uint8_t> bytes) {
  if (!problem_of_raw().empty()) return std::nullopt;
  const auto data = open_data();
  auto* const file = const_cast<uint8_t*>(bytes.data());
  if (LOWLIGHT_RAW(libraw_open_buffer)(data.get(), file, bytes.size()) != LIBRAW_SUCCESS) {
    return std::nullopt;
  }
  return ImageHeader{ImageFormat::raw, data->sizes.width, data->sizes.height};
}

std::string problem_of_raw() { return kRawLibrary.problem(); }

std::string raw_version() { return "LibRaw " LIBRAW_VERSION_STR; }

}  // namespace lowlight::codecs
