#include "codecs/raw/raw_codec.h"

#include <array>
#include <cmath>
#include <functional>

#include "codecs/upright.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/core/random.h"
#include "lowlight/imaging/noise_model.h"
#include "support/catch.h"
#include "support/decoded_in_bands.h"
#include "support/image_files.h"
#include "support/libtiff_file.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::colours;
using namespace lowlight::test;

namespace {

constexpr int64_t kWidth = 768, kHeight = 512, kBlack = 64, kWhite = 4095;

/// The light of a scene of steps from black to grey, where the sensor's white is 1.
double light_at(int64_t x, int64_t y) {
  const double step = double((x / 48 + 5 * (y / 64)) % 16 + 1) / 16;
  return 0.3 * step * step;
}

using SensorMatrix = std::array<float, 9>;  ///< from XYZ to the sensor's colours
constexpr SensorMatrix kIdentity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
/// That of a sensor that sees the light of sRGB (IEC 61966-2-1).
constexpr SensorMatrix kSrgbSensor = {3.2404542f,
                                      -1.5371385f,
                                      -.4985314f,
                                      -.9692660f,
                                      1.8760108f,
                                      .0415560f,
                                      .0556434f,
                                      -.2040259f,
                                      1.0572252f};

/// What a raw file may tell of its noise; 0 where it does not.
struct Told {
  imaging::SensorNoise noise = {};  ///< in DNG's NoiseProfile
  uint16_t iso = 0;                 ///< in the EXIF data
  uint32_t masked = 0;              ///< columns on the left that no light reaches
};

void tell_masked(TIFF* tiff, uint32_t columns) {
  const uint32_t active[] = {0, columns, uint32_t(kHeight), uint32_t(kWidth)};
  const uint32_t masked[] = {0, 0, uint32_t(kHeight), columns};
  TIFFSetField(tiff, TIFFTAG_ACTIVEAREA, active);
  TIFFSetField(tiff, TIFFTAG_MASKEDAREAS, 4, masked);
}

void tell_noise(TIFF* tiff, const imaging::SensorNoise& noise) {
  static char name[] = "NoiseProfile";
  static const TIFFFieldInfo field = {51041, -1, -1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, name};
  TIFFMergeFieldInfo(tiff, &field, 1);
  const double numbers[] = {noise.photons, noise.readout};
  TIFFSetField(tiff, 51041, 2, numbers);
}

void tell_iso(TIFF* tiff, uint16_t iso) {
  uint64_t place = 0;
  TIFFWriteDirectory(tiff);
  TIFFCreateEXIFDirectory(tiff);
  TIFFSetField(tiff, EXIFTAG_ISOSPEEDRATINGS, 1, &iso);
  TIFFWriteCustomDirectory(tiff, &place);
  TIFFSetDirectory(tiff, 0);
  TIFFSetField(tiff, TIFFTAG_EXIFIFD, place);
  TIFFRewriteDirectory(tiff);
}

/// A raw file whose samples at (x, y) are `sample`, of 0 to 1.
Bytes raw_file(const std::function<double(int64_t x, int64_t y)>& sample,
               const SensorMatrix& matrix = kIdentity,
               uint16_t orientation = 1,
               const Told& told = {}) {
  return libtiff_file(uint32_t(kWidth), uint32_t(kHeight), [&](TIFF* tiff) {
    constexpr uint16_t kMosaic = 32803, kPattern[] = {2, 2}, kDaylight = 21;
    constexpr float kNeutral[] = {1, 1, 1};
    constexpr uint32_t kWhites[] = {uint32_t(kWhite)};
    constexpr float kBlacks[] = {float(kBlack)};
    set_samples(tiff, 1, 16, kMosaic);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, 0);
    TIFFSetField(tiff, TIFFTAG_CFAREPEATPATTERNDIM, kPattern);
    TIFFSetField(tiff, TIFFTAG_CFAPATTERN, 4, "\0\1\1\2");
    TIFFSetField(tiff, TIFFTAG_DNGVERSION, "\1\4\0\0");
    TIFFSetField(tiff, TIFFTAG_DNGBACKWARDVERSION, "\1\1\0\0");
    TIFFSetField(tiff, TIFFTAG_UNIQUECAMERAMODEL, "Test");
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, orientation);
    TIFFSetField(tiff, TIFFTAG_COLORMATRIX1, 9, matrix.data());
    TIFFSetField(tiff, TIFFTAG_ASSHOTNEUTRAL, 3, kNeutral);
    TIFFSetField(tiff, TIFFTAG_CALIBRATIONILLUMINANT1, kDaylight);
    TIFFSetField(tiff, TIFFTAG_BLACKLEVEL, 1, kBlacks);
    TIFFSetField(tiff, TIFFTAG_WHITELEVEL, 1, kWhites);
    if (told.noise.photons > 0) tell_noise(tiff, told.noise);
    if (told.masked > 0) tell_masked(tiff, told.masked);
    std::vector<uint16_t> row(static_cast<size_t>(kWidth));
    for (int64_t y = 0; y < kHeight; ++y) {
      for (int64_t x = 0; x < kWidth; ++x) {
        row[size_t(x)] = uint16_t(
            std::clamp(std::lround(double(kBlack) + sample(x, y) * double(kWhite - kBlack)),
                       0l,
                       long(kWhite)));
      }
      TIFFWriteScanline(tiff, row.data(), uint32_t(y));
    }
    if (told.iso > 0) tell_iso(tiff, told.iso);
  });
}

/// A raw file of the scene, of a sensor on which light L has the variance a · L + b.
Bytes raw_scene(double a, double b) {
  RandomStream random{7};
  return raw_file([&](int64_t x, int64_t y) {
    const double light = light_at(x, y);
    return light + std::sqrt(a * light + b) * random.normal();
  });
}

/// A raw file of the scene, or of one that is full of fine texture, of a sensor with this noise.
Bytes raw_of(const imaging::SensorNoise& noise, bool texture, const Told& told = {}) {
  RandomStream random{7}, grain{9};
  const auto sample = [&](int64_t x, int64_t y) {
    const double light = light_at(x, y) * (texture ? std::exp(0.25 * grain.normal()) : 1);
    return light + std::sqrt(noise.photons * light + noise.readout) * random.normal();
  };
  return raw_file(sample, kSrgbSensor, 1, told);
}

/// The noise of fine detail of grey at a code.
double fine_noise(const imaging::NoiseModel& model, size_t code) {
  double sum = 0, count = 0;
  for (size_t u = 0; u < 8; ++u) {
    for (size_t v = u < 3 ? 3 - u : 0; v < 8; ++v, ++count)
      sum += std::pow(model.grey.sensor[std::max(u, v)], 2);
  }
  return model.level[code] * std::sqrt(sum / count);
}

imaging::NoiseModel noise_of_raw(const Bytes& file) {
  const Photo photo = decode_photo(file, "noisy.dng");
  imaging::PictureRows picture = photo.image;
  picture.most_noise = photo.most_noise;
  return imaging::noise_of(picture);
}

/// Grey in 8-bit codes, as NoiseModel weighs it.
double grey_at(const imaging::Image& image, int64_t x, int64_t y) {
  const uint16_t* pixel = image.row<uint16_t>(y) + 3 * x;
  double grey = 0;
  for (size_t c = 0; c < 3; ++c) grey += imaging::kGreyWeights[c] * pixel[c] / 257.;
  return grey;
}

}  // namespace

TEST_CASE("A raw file is developed to 16 bits of wide primaries") {
  if (!problem_of_raw().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/raw.dng");
  const Photo photo = decode_photo(file, "raw.dng");
  CHECK(photo.format == ImageFormat::raw);
  CHECK(kept_format(photo.format) == ImageFormat::tiff);
  CHECK(photo.image.width() == 96);
  CHECK(photo.image.height() == 64);
  CHECK(photo.image.depth() == imaging::BitDepth::u16);
  CHECK(kind_of_profile(photo.metadata.icc_profile) == ProfileKind::rgb);
}

TEST_CASE("A raw file's colours are those of its light") {
  if (!problem_of_raw().empty()) return;
  constexpr std::array<double, 3> kLight = {.4, .2, .1};
  const auto file =
      raw_file([&](int64_t x, int64_t y) { return kLight[size_t(x % 2 + y % 2)]; }, kSrgbSensor);
  const Photo photo = decode_photo(file, "colours.dng");
  const auto wide = light_matrix(kSrgbPrimaries, kBt2020);
  const auto* pixel = photo.image.row<uint16_t>(kHeight / 2) + 3 * (kWidth / 2);
  for (size_t c = 0; c < 3; ++c) {
    double light = 0;
    for (size_t i = 0; i < 3; ++i) light += wide[3 * c + i] * kLight[i];
    const double code = 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    CAPTURE(c, light, pixel[c] / 65535.);
    CHECK(pixel[c] / 65535. == Approx(code).epsilon(0.01));
  }
}

TEST_CASE("A raw file is turned upright, and read in bands as at once") {
  if (!problem_of_raw().empty()) return;
  const uint16_t orientation = GENERATE(uint16_t(1), uint16_t(3), uint16_t(6), uint16_t(8));
  const auto shade = [](int64_t x, int64_t y) { return double(x + 2 * y) / 4096; };
  const Photo level = decode_photo(raw_file(shade), "level.dng");
  const auto file = raw_file(shade, kIdentity, orientation);
  const Photo turned = decode_photo(file, "turned.dng");
  CAPTURE(orientation);
  CHECK(largest_difference(turned.image, upright(level.image.clone(), orientation)) == 0);
  CHECK(same_in_bands(file));
}

TEST_CASE("No raw file is ever written") {
  CHECK_FALSE(problem_of_writing(ImageFormat::raw).empty());
  Photo photo;
  photo.image = imaging::Image(2, 2, 3, imaging::BitDepth::u8);
  CHECK_THROWS_AS(encode_photo(photo, {.format = ImageFormat::raw}), ImageError);
}

TEST_CASE("A raw file that is cut or lies is read or refused") {
  if (!problem_of_raw().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/raw.dng");
  for (size_t size = 0; size < file.size(); size += 64) {
    try {
      decode_photo(std::span(file).first(size), "cut.dng");
    } catch (const ImageError&) {
    }
  }
  for (size_t at = 8; at < 400; at += 5) {
    auto lie = file;
    lie[at] ^= 0xFF;
    try {
      decode_photo(lie, "lie.dng");
    } catch (const ImageError&) {
    }
  }
  SUCCEED();
}

TEST_CASE("The noise of a raw file is measured as its sensor had it") {
  if (!problem_of_raw().empty()) return;
  const double a = GENERATE(0.0005, 0.004);
  const Photo clean = decode_photo(raw_scene(0, 0), "clean.dng");
  const Photo noisy = decode_photo(raw_scene(a, a / 400), "noisy.dng");
  const auto model = imaging::noise_of(noisy.image);
  double mean_of_bands = 0;  // of the squares, over all coefficients
  for (int64_t u = 0; u < 8; ++u) {
    for (int64_t v = 0; v < 8; ++v) {
      mean_of_bands += std::pow(model.grey.sensor[size_t(std::max(u, v))], 2) / 64;
    }
  }
  for (int64_t step = 1; step < 16; step += 2) {
    double sum = 0, squares = 0, count = 0;
    for (int64_t y = 8; y < 56; ++y) {  // inside of the first row of steps
      for (int64_t x = 48 * step + 8; x < 48 * step + 40; ++x) {
        const double difference = grey_at(noisy.image, x, y) - grey_at(clean.image, x, y);
        sum += grey_at(clean.image, x, y);
        squares += difference * difference;
        count += 1;
      }
    }
    const double truth = std::sqrt(squares / count);
    const double found = model.level[size_t(sum / count)] * std::sqrt(mean_of_bands);
    CAPTURE(a, step, sum / count, truth, found);
    // At the darkest step black has cut the noise off.
    CHECK(found == Approx(truth).epsilon(step == 1 ? 0.3 : 0.1));
  }
}

TEST_CASE("Texture of a raw file that tells its noise is not taken for noise") {
  if (!problem_of_raw().empty()) return;
  const double a = GENERATE(0.0002, 0.001);
  const imaging::SensorNoise noise{a, a / 400};
  const auto truth = noise_of_raw(raw_of(noise, false));
  const auto told = noise_of_raw(raw_of(noise, false, {noise}));
  const auto textured = noise_of_raw(raw_of(noise, true));
  const auto bound = noise_of_raw(raw_of(noise, true, {noise}));
  for (const size_t code : {20, 40, 60, 90, 120}) {
    CAPTURE(a, code);
    CHECK(fine_noise(told, code) == Approx(fine_noise(truth, code)).epsilon(0.05));
    CHECK(fine_noise(textured, code) > 1.25 * fine_noise(truth, code));
    CHECK(fine_noise(bound, code) > 0.95 * fine_noise(truth, code));
    CHECK(fine_noise(bound, code) < 1.25 * fine_noise(truth, code));
  }
}

TEST_CASE("A raw file's noise is bounded by its sensitivity and by what masked pixels show") {
  if (!problem_of_raw().empty()) return;
  const auto grey = [](const auto&... values) { return decode_photo(raw_of(values...), "a.dng"); };
  CHECK_FALSE(grey(imaging::SensorNoise{}, false).most_noise);
  const auto by_iso = grey(imaging::SensorNoise{}, false, Told{.iso = 400}).most_noise;
  REQUIRE(by_iso);
  const auto same = grey(imaging::SensorNoise{}, false, Told{{1e-3, 0}}).most_noise;
  REQUIRE(same);  // Both are shares of the same grey.
  CHECK(by_iso->photons / same->photons == Approx(400. / 100 / 700 / 1e-3));
  const auto dark = [random = RandomStream{3}](int64_t x, int64_t y) mutable {
    return (x < 64 ? 0 : light_at(x, y)) + std::sqrt(1e-5) * random.normal();
  };
  const auto file = raw_file(dark, kSrgbSensor, 1, {.iso = 400, .masked = 64});
  const auto measured = decode_photo(file, "a.dng").most_noise;
  REQUIRE(measured);
  CHECK(measured->photons == Approx(by_iso->photons));
  CHECK(measured->readout / measured->photons == Approx(1e-5 / (400. / 100 / 700)).epsilon(0.1));
}
