#include "codecs/tiff/tiff_codec.h"

#include <c10/util/Half.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "codecs/converted_rows.h"
#include "codecs/image_header.h"
#include "codecs/tiff/tiff_file.h"
#include "codecs/tiff/tiff_layout.h"
#include "lowlight/colours/cmyk.h"
#include "lowlight/colours/lab_codes.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/tiff_container.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace colours;
using namespace metadata;

namespace {

// Strips are read whole, which is quick. Larger ones than this are read row by row.
constexpr int64_t kLargeStrip = 16 << 20;

class TiffDecoder final : public RowReader {
 public:
  TiffDecoder(std::unique_ptr<TiffFile> file,
              const TiffLayout& layout,
              std::span<const uint8_t> icc_profile,
              const std::string& name)
      : file_(std::move(file)), layout_(layout), name_(name) {
    shape = {layout.width, layout.height, layout.channels(), layout.depth()};
    photo.grey = layout.colours == 1 && !layout.is_palette() && shape.channels == 4;
    if (layout.photometric == PHOTOMETRIC_SEPARATED) inks_to_rgb_.emplace(icc_profile);
    codes_.resize(size_t(layout.part_width * layout.samples_in_part()));
    if (layout.is_palette()) read_palette();
    if (!is_large_strip()) held_bytes = 2 * layout.part_height * shape.stride();
  }

  void read(uint8_t* out, int64_t count) override {
    if (next_ == 0 && count < shape.height && is_large_strip()) by_row_ = true;
    while (count > 0) {
      const int64_t rows = rows_left_ > 0 ? give_decoded(out, count) : decode_next(out, count);
      out += rows * shape.stride();
      count -= rows;
    }
    if (next_ == shape.height && rows_left_ == 0) add_warnings();
  }

 private:
  bool is_large_strip() const {
    return !layout_.tiled && !layout_.planes &&
           layout_.part_height * layout_.part_stride() > kLargeStrip;
  }

  /// Gives rows that an earlier call decoded, at most `count`, and returns how many.
  int64_t give_decoded(uint8_t* out, int64_t count) {
    const int64_t rows = std::min(rows_left_, count);
    const uint8_t* from = decoded_.row<uint8_t>(decoded_rows_ - rows_left_);
    std::copy_n(from, rows * shape.stride(), out);
    rows_left_ -= rows;
    return rows;
  }

  /// Decodes the next row of parts to `out` where there is room for it, else to decoded_. Returns
  /// how many rows went to `out`.
  int64_t decode_next(uint8_t* out, int64_t count) {
    const int64_t height = by_row_ ? 1 : layout_.part_height;
    const int64_t rows = std::min(height, shape.height - next_);
    const bool fits = rows <= count;
    if (!fits && decoded_.empty()) decoded_ = imaging::rows_like(shape, height);
    decode_rows(next_, rows, fits ? out : decoded_.row<uint8_t>(0));
    next_ += rows;
    decoded_rows_ = rows_left_ = fits ? 0 : rows;
    return fits ? rows : 0;
  }

  /// Decodes rows of the picture from y on, where a row of parts begins.
  void decode_rows(int64_t y, int64_t rows, uint8_t* out) {
    const int64_t planes = layout_.planes ? layout_.samples : 1;
    for (int64_t plane = 0; plane < planes; ++plane) {
      for (int64_t x = 0; x < layout_.width; x += layout_.part_width) {
        read_part(x, y, plane, rows, out);
      }
    }
    if (layout_.alpha == TiffAlpha::premultiplied) {
      shape.depth == imaging::BitDepth::u8
          ? divide_by_alpha(out, rows)
          : divide_by_alpha(reinterpret_cast<uint16_t*>(out), rows);
    }
  }

  [[noreturn]] void fail(const std::string& reason) const { throw ImageError(name_, {reason}); }

  void read_palette() {
    uint16_t* columns[3] = {};
    if (!TIFFGetField(file_->handle(), TIFFTAG_COLORMAP, &columns[0], &columns[1], &columns[2])) {
      fail("the palette is missing");
    }
    const size_t size = size_t(1) << layout_.bits;
    uint16_t most = 0;
    for (const uint16_t* column : columns)
      most = std::max(most, *std::max_element(column, column + size));
    const bool is_8_bit = most < 256;  // Some writers forget that a palette has 16 bits.
    for (const uint16_t* column : columns) {
      for (size_t i = 0; i < size; ++i) {
        // The upper byte is the colour whether a writer made 16 bits by 256 or by 257.
        palette_.push_back(is_8_bit ? uint8_t(column[i]) : uint8_t(column[i] >> 8));
      }
    }
  }

  void read_part(int64_t x, int64_t y, int64_t plane, int64_t rows, uint8_t* out) {
    if (layout_.is_image()) return decode(x, y, plane, out, rows * shape.stride());
    // The part is not cleared, because a file that lies about its strips must not cost memory.
    const int64_t stride = layout_.part_stride();
    if (!part_) {
      const int64_t height = by_row_ ? 1 : layout_.part_height;
      part_ = std::make_unique_for_overwrite<uint8_t[]>(size_t(height * stride));
    }
    decode(x, y, plane, part_.get(), (layout_.tiled ? layout_.part_height : rows) * stride);
    const int64_t columns = std::min(layout_.part_width, layout_.width - x);
    for (int64_t row = 0; row < rows; ++row, out += shape.stride()) {
      unpack(part_.get() + row * stride, columns * layout_.samples_in_part());
      shape.depth == imaging::BitDepth::u8
          ? store(out, x, columns, plane)
          : store(reinterpret_cast<uint16_t*>(out), x, columns, plane);
    }
  }

  /// Decodes the strip or tile that holds (x, y), or one row of it, which must have `size` bytes.
  void decode(int64_t x, int64_t y, int64_t plane, uint8_t* out, int64_t size) {
    TIFF* const tiff = file_->handle();
    const auto sample = uint16_t(plane);
    const tmsize_t got =
        by_row_ ? (TIFFReadScanline(tiff, out, uint32_t(y)) == 1 ? size : 0)
        : layout_.tiled
            ? TIFFReadEncodedTile(
                  tiff, TIFFComputeTile(tiff, uint32_t(x), uint32_t(y), 0, sample), out, size)
            : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, uint32_t(y), sample), out, size);
    if (got != size) fail("truncated or damaged TIFF: " + file_->complaint());
  }

  /// Turns stored samples into codes of the image's depth, or into indices of the palette.
  void unpack(const uint8_t* in, int64_t count) {
    if (layout_.is_float) {
      for (int64_t i = 0; i < count; ++i) codes_[i] = code_of_float(in + layout_.bits / 8 * i);
    } else if (layout_.bits == 16) {
      std::memcpy(codes_.data(), in, size_t(2 * count));
      for (int64_t i = 0; inks_to_rgb_ && i < count; ++i) codes_[i] = (codes_[i] + 128) / 257;
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
    if (layout_.bits == 16) {
      uint16_t half = 0;
      std::memcpy(&half, in, sizeof half);
      value = c10::detail::fp16_ieee_to_fp32_value(half);
    } else {
      std::memcpy(&value, in, sizeof value);
    }
    if (!std::isfinite(value)) fail("float samples that are not finite (NaN or infinite)");
    if (value < 0 || value > 1) clipped_ = true;
    return uint16_t(std::lround(std::clamp(value, 0.0f, 1.0f) * 65535.0f));
  }

  /// Stores the codes of `columns` pixels of a row from x on, all samples or those of one plane.
  template <class Sample>
  void store(Sample* row, int64_t x, int64_t columns, int64_t plane) {
    Sample* const out = row + x * shape.channels;
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
      // CMYK has 8 bits, and so has the row.
      inks_to_rgb_->convert(white.data(), columns, reinterpret_cast<uint8_t*>(out));
    } else {
      for (int64_t s = 0; s < layout_.samples_in_part(); ++s) {
        store_sample(out, columns, plane + s, s);
      }
    }
  }

  /// Stores sample `sample` of the pixels, which is entry `at` of each pixel's codes.
  template <class Sample>
  void store_sample(Sample* out, int64_t columns, int64_t sample, int64_t at) {
    const int64_t channels = shape.channels, step = layout_.samples_in_part();
    const bool is_colour = sample < layout_.colours;
    if (!is_colour && (layout_.alpha == TiffAlpha::none || sample > layout_.colours)) return;
    const bool flip = is_colour && layout_.photometric == PHOTOMETRIC_MINISWHITE;
    const auto full = Sample(flip ? imaging::full_scale(shape.depth) : 0);
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
  void divide_by_alpha(Sample* pixel, int64_t rows) {
    const int64_t full = imaging::full_scale(shape.depth);
    for (int64_t i = 0; i < rows * shape.width; ++i, pixel += 4) {
      const int64_t alpha = pixel[3];
      for (int c = 0; c < 3 && alpha > 0; ++c) {
        pixel[c] = Sample(std::min(full, (pixel[c] * full + alpha / 2) / alpha));
      }
    }
  }

  void add_warnings() {
    auto& warnings = photo.warnings;
    if (inks_to_rgb_) warnings.emplace_back(inks_to_rgb_->warning());
    if (layout_.is_lab()) warnings.push_back("CIELab was converted to sRGB");
    if (layout_.is_float) warnings.push_back("float samples became 16 bits");
    if (clipped_) warnings.push_back("float samples outside of 0 to 1 were clipped");
    if (layout_.samples > layout_.colours + (layout_.alpha == TiffAlpha::none ? 0 : 1)) {
      warnings.push_back("channels beyond colour and alpha were left out");
    }
  }

  const std::unique_ptr<TiffFile> file_;
  const TiffLayout layout_;
  const std::string name_;
  std::optional<CmykToRgb> inks_to_rgb_;
  std::vector<uint8_t> palette_;  ///< all reds, then all greens, then all blues
  std::unique_ptr<uint8_t[]> part_;
  std::vector<uint16_t> codes_;
  bool clipped_ = false;
  bool by_row_ = false;
  int64_t next_ = 0;        ///< the row that is decoded next
  imaging::Image decoded_;  ///< rows of parts that reached further than was asked for
  int64_t decoded_rows_ = 0;
  int64_t rows_left_ = 0;  ///< so many of them are not given yet
};

}  // namespace

std::unique_ptr<RowReader> open_tiff(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options) {
  const TiffDirectory directory = read_tiff_directory(bytes);
  const int64_t width = directory.number(tiff_tag::width).value_or(0);
  const int64_t height = directory.number(tiff_tag::height).value_or(0);
  check_size(width, height, options, name);
  // This is enough for any strip of the picture and for what libtiff unpacks it with.
  const int64_t most_memory = (width + 65536) * (height + 65536) * 16;
  auto file = std::make_unique<TiffFile>(bytes, most_memory, name);
  const TiffLayout layout = read_tiff_layout(*file);
  const bool has_pages = has_further_pictures(directory);
  if (has_pages && !options.first) {
    throw ImageError(name, {"a TIFF of several pages, of which --first takes one"});
  }
  if (const std::string problem = problem_of(layout, *file); !problem.empty()) {
    throw ImageError(name, {"unsupported TIFF: " + problem});
  }
  if (layout.width != width || layout.height != height) {
    throw ImageError(name, {"the header does not tell the size of the picture"});
  }
  std::vector<std::string> warnings;
  Metadata metadata = read_tiff_metadata(directory, warnings);
  std::unique_ptr<RowReader> reader =
      std::make_unique<TiffDecoder>(std::move(file), layout, metadata.icc_profile, name);
  reader->photo.metadata = std::move(metadata);
  reader->photo.warnings = std::move(warnings);
  reader->orientation = orientation_of(directory);
  if (has_pages) reader->photo.warnings.push_back("only the first picture of the file was read");
  if (!layout.is_lab()) return reader;
  reader->photo.metadata.icc_profile.clear();
  const auto shape = reader->shape;
  const auto form = layout.photometric == PHOTOMETRIC_ICCLAB ? LabForm::icc : LabForm::cielab;
  return converted_rows(std::move(reader), shape.channels, shape.depth, lab_to_srgb(form, shape));
}

}  // namespace lowlight::codecs
