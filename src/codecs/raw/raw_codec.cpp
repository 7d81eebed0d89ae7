#include "codecs/raw/raw_codec.h"

#include <libraw/libraw.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <utility>

#include "codecs/image_header.h"
#include "codecs/late_library.h"
#include "codecs/raw/raw_noise.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/core/error.h"
#include "lowlight/core/on_all_cores.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/metadata/edit.h"

namespace lowlight::codecs {

using namespace colours;

namespace {

const LateLibrary kRawLibrary{LOWLIGHT_RAW_LIBRARY};
#define LOWLIGHT_RAW(function) LOWLIGHT_LATE(kRawLibrary, function)

// Errors are told by results alone, and nothing is printed.
#if LIBRAW_COMPILE_CHECK_VERSION_NOTLESS(0, 21)
constexpr unsigned kNoCallbacks = LIBRAW_OPIONS_NO_DATAERR_CALLBACK;
#else
constexpr unsigned kNoCallbacks =
    unsigned(LIBRAW_OPIONS_NO_MEMERR_CALLBACK) | unsigned(LIBRAW_OPIONS_NO_DATAERR_CALLBACK);
#endif

struct CloseRaw {
  void operator()(libraw_data_t* data) const { LOWLIGHT_RAW(libraw_close)(data); }
};

/// LibRaw's ways, as this library wants them: as the sensor lies and in its own colours, because
/// turning and converting here is one pass less over the picture.
void set_development(libraw_output_params_t& params) {
  constexpr int kSensorColours = 0, kPpg = 2, kBlend = 2;
  params.output_color = kSensorColours;
  params.user_flip = 0;
  params.use_camera_wb = 1;
  params.highlight = kBlend;
  params.user_qual = kPpg;
}

/// EXIF tag 274 of LibRaw's flip: 1 exchanges left and right, 2 top and bottom, 4 the axes.
int orientation_of_flip(int flip) {
  constexpr std::array<int, 8> kOrientations = {1, 2, 4, 3, 5, 8, 6, 7};
  return kOrientations[size_t(flip & 7)];
}

/// A pixel's light; the last number is 0.
typedef float Light __attribute__((vector_size(16)));
typedef int32_t Codes __attribute__((vector_size(16)));

/// The light of BT.2020 that each of the sensor's colours gives.
std::array<Light, 4> light_of_sensor(const libraw_colordata_t& color, int colours) {
  const auto wide = light_matrix(kSrgbPrimaries, kBt2020);
  std::array<Light, 4> lights{};
  for (size_t c = 0; c < size_t(colours); ++c) {
    for (size_t row = 0; row < 3; ++row) {
      double sum = 0;  // LibRaw tells the sensor's colours by sRGB's.
      for (size_t i = 0; i < 3; ++i) sum += wide[3 * row + i] * double(color.rgb_cam[i][c]);
      lights[c][row] = float(sum);
    }
  }
  return lights;
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
  std::unique_ptr<libraw_data_t, CloseRaw> data(LOWLIGHT_RAW(libraw_init)(kNoCallbacks));
  if (!data) throw std::bad_alloc();
  return data;
}

constexpr double kDiagonal35mm = 43.267e3;  ///< of a frame of 36 × 24 mm, in micrometres

class RawReader final : public RowReader {
 public:
  RawReader(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
      : name_(name), data_(open_data()) {
    auto* const file = const_cast<uint8_t*>(bytes.data());  // It is only read.
    require(LOWLIGHT_RAW(libraw_open_buffer)(data_.get(), file, bytes.size()));
    orientation = orientation_of_flip(data_->sizes.flip);
    set_development(data_->params);
    const auto& sizes = data_->sizes;
    check_size(std::max(sizes.raw_width, sizes.width),
               std::max(sizes.raw_height, sizes.height),
               options,
               name);
    const bool grey = data_->idata.colors == 1;
    shape = developed_size(file, bytes.size());
    shape.channels = grey ? 1 : 3;
    photo.bits = 16;
    // The sensor's samples, four samples a pixel, and these again where pixels are not square.
    held_bytes = shape.width * shape.height * (2 + 8 + 8);
    photo.metadata = metadata::metadata_of_raw(bytes);
    photo.metadata.icc_profile = profile_of({.primaries = kBt2020}, grey);
    noise_profile_ = noise_profile_of(bytes);
  }

  void read(uint8_t* out, int64_t count) override {
    if (next_ == 0) develop();
    encode(count, reinterpret_cast<uint16_t*>(out));
    next_ += count;
    if (next_ == shape.height) data_.reset();
  }

 private:
  /// The size once a stretched sensor is set right. What is asked for it cannot be developed any
  /// more, so another reader is.
  imaging::ImageShape developed_size(uint8_t* file, size_t size) const {
    const auto other = open_data();
    require(LOWLIGHT_RAW(libraw_open_buffer)(other.get(), file, size));
    set_development(other->params);
    require(LOWLIGHT_RAW(libraw_adjust_sizes_info_only)(other.get()));
    const auto& sizes = other->sizes;
    return {sizes.iwidth, sizes.iheight, 3, imaging::BitDepth::u16};
  }

  void develop() {
    require(LOWLIGHT_RAW(libraw_unpack)(data_.get()));
    const double readout = readout_of_masked();
    require(LOWLIGHT_RAW(libraw_dcraw_process)(data_.get()));
    const bool as_told = data_->image && data_->sizes.width == shape.width &&
                         data_->sizes.height == shape.height &&
                         (data_->idata.colors == 1) == (shape.channels == 1);
    if (!as_told) throw ImageError(name_, {"the developed picture is not what the header tells"});
    codes_ = codes_of_light();
    lights_ = light_of_sensor(data_->color, data_->idata.colors);
    photo.most_noise = most_noise_of(facts(readout));
  }

  /// The variance of pixels that no light reaches, over the square of white above them, from the
  /// differences of neighbours of one colour; 0 where there are none, or 0 cuts their noise off.
  double readout_of_masked() const {
    const auto& [top, left, bottom, right] = data_->sizes.mask[0];
    const uint16_t* const samples = data_->rawdata.raw_image;
    const int64_t pitch = data_->sizes.raw_pitch / 2;
    if (!samples || top < 0 || left < 0 || bottom > data_->sizes.raw_height || right > pitch)
      return 0;
    double sum = 0, squares = 0, count = 0;
    for (int64_t y = top; y < bottom; ++y) {
      for (int64_t x = left; x + 2 < right; ++x, ++count) {
        const double a = samples[y * pitch + x], b = samples[y * pitch + x + 2];
        sum += a;
        squares += (a - b) * (a - b) / 2;
      }
    }
    constexpr double kFewest = 1000, kDeviations = 4;
    const double black = sum / count, white = double(data_->color.maximum) - black;
    if (count < kFewest || white <= 0 || black < kDeviations * std::sqrt(squares / count)) return 0;
    return squares / count / (white * white);
  }

  RawFacts facts(double readout) const {
    RawFacts facts{.profile = noise_profile_, .iso = data_->other.iso_speed, .readout = readout};
    const double focal = data_->other.focal_len, same = data_->lens.FocalLengthIn35mmFormat;
    if (focal > 0 && same > 0) {
      const double diagonal = std::hypot(double(shape.width), double(shape.height));
      facts.pixel_side = kDiagonal35mm * focal / same / diagonal;
    }
    for (size_t c = 0; c < size_t(data_->idata.colors); ++c) {
      double grey = shape.channels == 1 ? 1 : 0;
      for (size_t i = 0; i < 3 && shape.channels > 1; ++i)
        grey += double(imaging::kGreyWeights[i] * lights_[c][i]);
      facts.colours.push_back({grey, data_->color.pre_mul[c]});
    }
    return facts;
  }

  void require(int status) const {
    if (status == LIBRAW_SUCCESS) return;
    const std::string what = LOWLIGHT_RAW(libraw_strerror)(status);
    throw ImageError(name_, {"cannot develop the raw file: " + what});
  }

  void encode(int64_t count, uint16_t* out) const {
    on_all_cores(count, [&](int64_t row) {
      const auto* pixel = data_->image + (next_ + row) * shape.width;
      uint16_t* code = out + row * shape.width * shape.channels;
      if (shape.channels == 3) return encode_colours(pixel, code);
      for (int64_t x = 0; x < shape.width; ++x) code[x] = codes_[pixel[x][0]];
    });
  }

  void encode_colours(const uint16_t (*pixel)[4], uint16_t* code) const {
    const auto [first, second, third, fourth] = lights_;
    const uint16_t* const codes = codes_.data();
    for (const auto* const end = pixel + shape.width; pixel < end; ++pixel, code += 3) {
      const auto [a, b, c, d] = *pixel;
      Light light = first * float(a) + second * float(b) + third * float(c) + fourth * float(d);
      light = light < 0 ? Light{} : light;
      light = light > 65535 ? Light{65535, 65535, 65535, 65535} : light;
      const auto nearest = __builtin_convertvector(light + 0.5f, Codes);
      for (int i = 0; i < 3; ++i) code[i] = codes[nearest[i]];
    }
  }

  std::string name_;
  std::unique_ptr<libraw_data_t, CloseRaw> data_;
  std::vector<double> noise_profile_;
  std::vector<uint16_t> codes_;
  std::array<Light, 4> lights_{};
  int64_t next_ = 0;  ///< the row that is given next
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
