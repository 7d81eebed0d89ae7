#include "lowlight/codecs/gain_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "codecs/upright.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/gain_map_numbers.h"
#include "lowlight/metadata/jpeg_markers.h"

namespace lowlight::codecs {

using namespace colours;
using namespace metadata;

namespace {

using imaging::Image;

std::vector<float> light_of_codes(int64_t full) {
  std::vector<float> light;
  for (int64_t code = 0; code <= full; ++code) {
    const double value = double(code) / double(full);
    light.push_back(
        float(value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4)));
  }
  return light;
}

template <class Sample>
void add_light(const Image& rows,
               int64_t y,
               int64_t height,
               const std::vector<float>& light,
               SmallLight& sums) {
  const int64_t channels = rows.channels();
  for (int64_t row = 0; row < rows.height(); ++row) {
    const Sample* in = rows.row<Sample>(row);
    float* line = sums.values.data() + (y + row) * sums.height / height * sums.width * 3;
    for (int64_t x = 0; x < rows.width(); ++x, in += channels) {
      float* cell = line + x * sums.width / rows.width() * 3;
      for (int64_t c = 0; c < 3; ++c) cell[c] += light[in[channels == 1 ? 0 : c]];
    }
  }
}

/// Sums over the parts of a picture become means; a part without a pixel stays 0.
void divide_by_counts(int64_t width, int64_t height, SmallLight& sums) {
  const auto count = [](int64_t cell, int64_t cells, int64_t pixels) {
    return ((cell + 1) * pixels + cells - 1) / cells - (cell * pixels + cells - 1) / cells;
  };
  for (int64_t y = 0; y < sums.height; ++y) {
    for (int64_t x = 0; x < sums.width; ++x) {
      const int64_t pixels = count(x, sums.width, width) * count(y, sums.height, height);
      float* cell = sums.values.data() + (y * sums.width + x) * 3;
      for (int64_t c = 0; c < 3 && pixels > 0; ++c) cell[c] /= float(pixels);
    }
  }
}

Attachment* map_of(Photo& photo) {
  const auto found =
      std::ranges::find(photo.attachments, AttachmentKind::gain_map, &Attachment::kind);
  return found == photo.attachments.end() ? nullptr : &*found;
}
const Attachment* map_of(const Photo& photo) { return map_of(const_cast<Photo&>(photo)); }

/// The new code of a sample of the map.
double refitted(double code, double before, double after, const GainMapNumbers& n, size_t c) {
  constexpr double kLeast = 1e-4;
  const double range = n.max[c] - n.min[c];
  // Black stays black whatever the gain where nothing is added to light.
  if (range <= 0 || after + n.offset_sdr[c] <= 0) return code;
  const double gain = n.min[c] + range * std::pow(code, 1 / n.gamma[c]);
  const double hdr = (before + n.offset_sdr[c]) * std::exp2(gain) - n.offset_hdr[c];
  const double wanted = std::max(hdr, 0.0) * (after + kLeast) / (before + kLeast);
  const double fitting = std::log2((wanted + n.offset_hdr[c]) / (after + n.offset_sdr[c]));
  return std::pow(std::clamp((fitting - n.min[c]) / range, 0.0, 1.0), n.gamma[c]);
}

void refit(Image& map, const SmallLight& before, const SmallLight& after, const GainMapNumbers& n) {
  const int64_t channels = map.channels();
  for (int64_t i = 0; i < map.width() * map.height(); ++i) {
    const float* from = before.values.data() + 3 * i;
    const float* to = after.values.data() + 3 * i;
    uint8_t* codes = map.row<uint8_t>(0) + i * channels;
    const auto luma = [](const float* light) {
      return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    };
    for (int64_t c = 0; c < channels; ++c) {
      const double s = channels == 1 ? luma(from) : from[c], t = channels == 1 ? luma(to) : to[c];
      codes[c] = uint8_t(std::lround(255 * refitted(codes[c] / 255., s, t, n, size_t(c))));
    }
  }
}

/// The map as a JPEG with all that the former one told besides its pixels.
std::vector<uint8_t> file_like(std::span<const uint8_t> former, Photo map) {
  constexpr int64_t kQuality = 95;
  map.metadata = {};
  map.attachments.clear();
  const auto plain = encode_photo(map, {.format = ImageFormat::jpeg, .quality = kQuality});
  std::vector<uint8_t> file(plain.begin(), plain.begin() + 2);
  for (const JpegMarker& marker : jpeg_markers(former)) {
    if (marker.code < 0xE1 || marker.code > 0xEF) continue;
    const size_t size = marker.data.size() + 2;
    file.insert(file.end(), {0xFF, uint8_t(marker.code), uint8_t(size >> 8), uint8_t(size)});
    file.insert(file.end(), marker.data.begin(), marker.data.end());
  }
  file.insert(file.end(), plain.begin() + 2, plain.end());
  return file;
}

}  // namespace

std::optional<SmallLight> light_for_gain_map(const Photo& photo,
                                             const imaging::PictureRows& picture,
                                             int64_t band_rows) {
  const Attachment* map = map_of(photo);
  if (!map || !gain_map_numbers(map->bytes)) return std::nullopt;
  const auto header = peek_header(map->bytes);
  if (!header) return std::nullopt;
  const auto shape = upright_shape({header->width, header->height}, photo.turned_by);
  SmallLight light{shape.width, shape.height, {}};
  light.values.resize(size_t(3 * light.width * light.height));
  std::vector<std::string> said_elsewhere;
  const auto colours = working_colours(photo.metadata.icc_profile, picture.shape(), said_elsewhere);
  const auto rows = colours ? colours->working(picture) : picture;
  const auto table = light_of_codes(imaging::full_scale(rows.shape().depth));
  const int64_t height = rows.shape().height;
  int64_t y = 0;
  imaging::read_in_bands(rows, band_rows, [&](const Image& band) {
    band.depth() == imaging::BitDepth::u8 ? add_light<uint8_t>(band, y, height, table, light)
                                          : add_light<uint16_t>(band, y, height, table, light);
    y += band.height();
  });
  divide_by_counts(rows.shape().width, height, light);
  return light;
}

void refit_gain_map(Photo& photo,
                    const std::optional<SmallLight>& before,
                    const std::optional<SmallLight>& after,
                    std::vector<std::string>& warnings) {
  Attachment* map = map_of(photo);
  const bool unchanged = before && before == after && photo.turned_by == 1;
  if (!map || unchanged) return;
  const auto numbers = gain_map_numbers(map->bytes);
  std::string problem = "it does not say how it is to be used";
  if (numbers && before && after) try {
      Photo small = decode_photo(map->bytes, "gain map");
      small.image = upright(std::move(small.image), photo.turned_by);
      if (small.image.width() != before->width || small.image.height() != before->height) {
        throw ImageError("gain map", {"its size is not what it seems"});
      }
      refit(small.image, *before, *after, *numbers);
      map->bytes = file_like(map->bytes, std::move(small));
      return;
    } catch (const ImageError& error) {
      problem = error.problems().empty() ? error.what() : error.problems().front();
    }
  std::erase_if(photo.attachments,
                [](const Attachment& one) { return one.kind == AttachmentKind::gain_map; });
  warnings.push_back("the gain map was left out: " + problem);
}

}  // namespace lowlight::codecs
