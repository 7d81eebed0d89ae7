#include "tiff_codec.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "cmyk.h"
#include "lowlight/core/error.h"
#include "tiff_directory.h"
#include "tiff_file.h"
#include "tiff_layout.h"

namespace lowlight::imaging {
namespace {

class Decoder {
 public:
  Decoder(const TiffFile& file,
          const TiffLayout& layout,
          std::span<const uint8_t> icc_profile,
          const std::string& name)
      : file_(file), layout_(layout), name_(name) {
    if (layout.photometric == PHOTOMETRIC_SEPARATED) inks_to_rgb_.emplace(icc_profile);
    photo_.image = Image(layout.width, layout.height, layout.channels(), layout.depth());
    codes_.resize(size_t(layout.part_width * layout.samples_in_part()));
    if (layout.is_palette()) read_palette();
  }

  Photo photo() && {
    const int64_t planes = layout_.planes ? layout_.samples : 1;
    for (int64_t plane = 0; plane < planes; ++plane) {
      for (int64_t y = 0; y < layout_.height; y += layout_.part_height) {
        for (int64_t x = 0; x < layout_.width; x += layout_.part_width) read_part(x, y, plane);
      }
    }
    if (layout_.alpha == TiffAlpha::premultiplied) {
      layout_.depth() == BitDepth::u8 ? divide_by_alpha<uint8_t>() : divide_by_alpha<uint16_t>();
    }
    add_warnings();
    return std::move(photo_);
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const { throw ImageError(name_, {reason}); }

  void read_palette() {
    uint16_t* columns[3] = {};
    if (!TIFFGetField(file_.handle(), TIFFTAG_COLORMAP, &columns[0], &columns[1], &columns[2])) {
      fail("the palette is missing");
    }
    const size_t size = size_t(1) << layout_.bits;
    uint16_t most = 0;
    for (const uint16_t* column : columns)
      most = std::max(most, *std::max_element(column, column + size));
    const bool is_8_bit = most < 256;  // some writers forget that a palette has 16 bits
    for (const uint16_t* column : columns) {
      for (size_t i = 0; i < size; ++i) {
        palette_.push_back(is_8_bit ? uint8_t(column[i]) : uint8_t((column[i] + 128) / 257));
      }
    }
  }

  void read_part(int64_t x, int64_t y, int64_t plane) {
    const int64_t rows = std::min(layout_.part_height, layout_.height - y);
    if (layout_.is_image()) {
      decode(x, y, plane, photo_.image.row<uint8_t>(y), rows * photo_.image.stride());
      return;
    }
    // Not cleared: a file that lies about its strips must not cost memory.
    const int64_t stride = layout_.part_stride();
    if (!part_) part_ = std::make_unique_for_overwrite<uint8_t[]>(layout_.part_height * stride);
    decode(x, y, plane, part_.get(), (layout_.tiled ? layout_.part_height : rows) * stride);
    const int64_t columns = std::min(layout_.part_width, layout_.width - x);
    for (int64_t row = 0; row < rows; ++row) {
      unpack(part_.get() + row * stride, columns * layout_.samples_in_part());
      photo_.image.depth() == BitDepth::u8 ? store<uint8_t>(x, y + row, columns, plane)
                                           : store<uint16_t>(x, y + row, columns, plane);
    }
  }

  /// The strip or tile that holds (x, y), which must have `size` bytes.
  void decode(int64_t x, int64_t y, int64_t plane, uint8_t* out, int64_t size) {
    TIFF* const tiff = file_.handle();
    const auto sample = uint16_t(plane);
    const tmsize_t got =
        layout_.tiled
            ? TIFFReadEncodedTile(
                  tiff, TIFFComputeTile(tiff, uint32_t(x), uint32_t(y), 0, sample), out, size)
            : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, uint32_t(y), sample), out, size);
    if (got != size) fail("truncated or damaged TIFF: " + file_.complaint());
  }

  /// Samples as they are stored → codes of the image's depth, or indices of the palette.
  void unpack(const uint8_t* in, int64_t count) {
    if (layout_.is_float) {
      for (int64_t i = 0; i < count; ++i) codes_[i] = code_of_float(in + 4 * i);
    } else if (layout_.bits == 16) {
      std::memcpy(codes_.data(), in, size_t(2 * count));
    } else if (layout_.bits == 8) {
      std::copy_n(in, count, codes_.begin());
    } else {
      const int64_t most = (1 << layout_.bits) - 1;
      for (int64_t i = 0; i < count; ++i) {
        const int64_t at = i * layout_.bits;
        const int64_t value = in[at / 8] >> (8 - layout_.bits - at % 8) & most;
        codes_[i] = uint16_t(layout_.is_palette() ? value : value * 255 / most);
      }
    }
  }

  uint16_t code_of_float(const uint8_t* in) {
    float value = 0;
    std::memcpy(&value, in, sizeof value);
    if (!std::isfinite(value)) fail("float samples that are not finite (NaN or infinite)");
    if (value < 0 || value > 1) clipped_ = true;
    return uint16_t(std::lround(std::clamp(value, 0.0f, 1.0f) * 65535.0f));
  }

  /// The codes of `columns` pixels from (x, y) on, all samples or those of one plane.
  template <class Sample>
  void store(int64_t x, int64_t y, int64_t columns, int64_t plane) {
    const int64_t channels = photo_.image.channels();
    Sample* const out = photo_.image.row<Sample>(y) + x * channels;
    if (layout_.is_palette()) {
      for (int64_t i = 0; i < columns; ++i) {
        const size_t index = codes_[i * layout_.samples_in_part()], size = palette_.size() / 3;
        for (size_t c = 0; c < 3; ++c) out[3 * i + int64_t(c)] = palette_[c * size + index];
      }
    } else if (inks_to_rgb_) {
      std::vector<uint8_t> white;
      for (int64_t i = 0; i < columns; ++i) {
        for (int c = 0; c < 4; ++c) white.push_back(uint8_t(255 - codes_[i * layout_.samples + c]));
      }
      inks_to_rgb_->convert(white.data(), columns, photo_.image.row<uint8_t>(y) + 3 * x);
    } else {
      for (int64_t s = 0; s < layout_.samples_in_part(); ++s) {
        store_sample(out, columns, plane + s, s);
      }
    }
  }

  /// Sample `sample` of the pixels, entry `at` of each pixel's codes, to its place in the image.
  template <class Sample>
  void store_sample(Sample* out, int64_t columns, int64_t sample, int64_t at) {
    const int64_t channels = photo_.image.channels(), step = layout_.samples_in_part();
    const bool is_colour = sample < layout_.colours;
    if (!is_colour && (layout_.alpha == TiffAlpha::none || sample > layout_.colours)) return;
    const bool flip = is_colour && layout_.photometric == PHOTOMETRIC_MINISWHITE;
    const auto full = Sample(flip ? full_scale(photo_.image.depth()) : 0);
    const int64_t first = is_colour ? sample : 3;
    const int64_t last = is_colour && layout_.colours == 1 && channels == 4 ? 2 : first;
    for (int64_t c = first; c <= last; ++c) {
      for (int64_t i = 0; i < columns; ++i) {
        const auto code = Sample(codes_[i * step + at]);
        out[i * channels + c] = flip ? Sample(full - code) : code;
      }
    }
  }

  template <class Sample>
  void divide_by_alpha() {
    const int64_t full = full_scale(photo_.image.depth());
    for (int64_t y = 0; y < layout_.height; ++y) {
      Sample* pixel = photo_.image.row<Sample>(y);
      for (int64_t x = 0; x < layout_.width; ++x, pixel += 4) {
        const int64_t alpha = pixel[3];
        for (int c = 0; c < 3 && alpha > 0; ++c) {
          pixel[c] = Sample(std::min(full, (pixel[c] * full + alpha / 2) / alpha));
        }
      }
    }
  }

  void add_warnings() {
    auto& warnings = photo_.warnings;
    if (inks_to_rgb_) warnings.emplace_back(inks_to_rgb_->warning());
    if (layout_.is_float) warnings.push_back("float samples became 16 bits");
    if (clipped_) warnings.push_back("float samples outside of 0 to 1 were clipped");
    if (layout_.samples > layout_.colours + (layout_.alpha == TiffAlpha::none ? 0 : 1)) {
      warnings.push_back("channels beyond colour and alpha were left out");
    }
  }

  const TiffFile& file_;
  const TiffLayout layout_;
  const std::string name_;
  Photo photo_;
  std::optional<CmykToRgb> inks_to_rgb_;
  std::vector<uint8_t> palette_;  ///< all reds, all greens, all blues
  std::unique_ptr<uint8_t[]> part_;
  std::vector<uint16_t> codes_;
  bool clipped_ = false;
};

void set_layout(TIFF* tiff, const Image& image) {
  const bool grey = image.channels() == 1, alpha = image.channels() == 4;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, uint32_t(image.width()));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, uint32_t(image.height()));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, int(image.channels()));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, int(8 * bytes_per_sample(image.depth())));
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, grey ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  // A fifth of the time of the usual level, for files that are 5 % larger.
  TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, 1);
  // Strips of about 256 kB: few enough to be quick, small enough to be read piece by piece.
  const int64_t rows = std::clamp<int64_t>((256 << 10) / image.stride(), 1, image.height());
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, uint32_t(rows));
  const uint16_t straight = EXTRASAMPLE_UNASSALPHA;
  if (alpha) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &straight);
}

void set_block(TIFF* tiff, uint32_t tag, const std::vector<uint8_t>& block) {
  if (!block.empty()) TIFFSetField(tiff, tag, uint32_t(block.size()), block.data());
}

/// Some versions of libtiff know IPTC as words of four bytes, and swap them in a file of the other
/// byte order; others as bytes.
void set_iptc(TIFF* tiff, std::vector<uint8_t> iptc) {
  const TIFFField* field = TIFFFindField(tiff, TIFFTAG_RICHTIFFIPTC, TIFF_ANY);
  if (iptc.empty() || !field) return;
  if (TIFFFieldDataType(field) != TIFF_LONG) return set_block(tiff, TIFFTAG_RICHTIFFIPTC, iptc);
  iptc.resize((iptc.size() + 3) / 4 * 4, 0);
  const auto words = uint32_t(iptc.size() / 4);
  if (TIFFIsByteSwapped(tiff)) {
    TIFFSwabArrayOfLong(reinterpret_cast<uint32_t*>(iptc.data()), tmsize_t(words));
  }
  TIFFSetField(tiff, TIFFTAG_RICHTIFFIPTC, words, iptc.data());
}

/// The picture in a file that begins with `start`.
std::vector<uint8_t> picture_after(const std::vector<uint8_t>& start,
                                   const Image& image,
                                   const Metadata& metadata) {
  TiffFile file(start);
  TIFF* const tiff = file.handle();
  set_layout(tiff, image);
  set_block(tiff, TIFFTAG_ICCPROFILE, metadata.icc_profile);
  set_block(tiff, TIFFTAG_XMLPACKET, metadata.xmp);
  set_iptc(tiff, metadata.iptc);
  std::vector<uint8_t> row(size_t(image.stride()));
  for (int64_t y = 0; y < image.height(); ++y) {
    std::copy_n(image.row<uint8_t>(y), image.stride(), row.data());  // the predictor overwrites it
    if (TIFFWriteScanline(tiff, row.data(), uint32_t(y)) != 1) {
      throw ImageError("TIFF", {"cannot encode: " + file.complaint()});
    }
  }
  return file.take();
}

}  // namespace

Photo decode_tiff(std::span<const uint8_t> bytes,
                  const ImageHeader& header,
                  std::span<const uint8_t> icc_profile,
                  const std::string& name) {
  // Enough for any strip of the picture and for what libtiff unpacks it with.
  const int64_t most_memory = (header.width + 65536) * (header.height + 65536) * 16;
  const TiffFile file(bytes, most_memory, name);
  const TiffLayout layout = read_tiff_layout(file);
  if (const std::string problem = problem_of(layout, file); !problem.empty()) {
    throw ImageError(name, {"unsupported TIFF: " + problem});
  }
  if (layout.width != header.width || layout.height != header.height) {
    throw ImageError(name, {"the header does not tell the size of the picture"});
  }
  return Decoder(file, layout, icc_profile, name).photo();
}

std::vector<uint8_t> encode_tiff(const Image& image, Metadata& metadata) {
  if (metadata.exif.empty()) return picture_after({}, image, metadata);
  // The file begins with the EXIF data, whose offsets, those of maker notes too, stay true so.
  try {
    std::vector<uint8_t> file = picture_after(metadata.exif, image, metadata);
    join_tiff_directories(file);
    return file;
  } catch (const std::exception&) {
    metadata.warnings.push_back("the EXIF data do not fit a TIFF and were left out");
    return picture_after({}, image, metadata);
  }
}

}  // namespace lowlight::imaging
