#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "codecs/tiff/tiff_codec.h"
#include "codecs/tiff/tiff_file.h"
#include "lowlight/core/error.h"
#include "lowlight/core/on_all_cores.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

// Strips of about 256 kB are few enough to be quick and small enough to be read piece by piece.
int64_t rows_of_strip(const imaging::ImageShape& shape) {
  return std::clamp<int64_t>((256 << 10) / shape.stride(), 1, shape.height);
}

// This takes a fifth of the time of zlib's usual level, for files that are 5 % larger.
constexpr int kQuickly = 1;
// Deflate that only wraps.
constexpr int kStored = 0;

void set_layout(TIFF* tiff, const imaging::ImageShape& shape, int level) {
  const bool grey = shape.channels == 1, alpha = shape.channels == 4;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, uint32_t(shape.width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, uint32_t(shape.height));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, int(shape.channels));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, int(8 * bytes_per_sample(shape.depth)));
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, grey ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, level);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, uint32_t(rows_of_strip(shape)));
  const uint16_t straight = EXTRASAMPLE_UNASSALPHA;
  if (alpha) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &straight);
}

void set_block(TIFF* tiff, uint32_t tag, const std::vector<uint8_t>& block) {
  if (!block.empty()) TIFFSetField(tiff, tag, uint32_t(block.size()), block.data());
}

/// Some versions of libtiff take IPTC data for words of four bytes, and swap them in a file of the
/// other byte order; others take them for bytes.
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

/// A strip as the file holds it, compressed by libtiff in a file of its own, so that several can be
/// at once. libtiff compresses whole strips by libdeflate where it has it, and single rows by the
/// slower zlib.
std::vector<uint8_t> encoded_strip(std::span<uint8_t> rows,
                                   const imaging::ImageShape& shape,
                                   Endian order,
                                   int level) {
  MemoryFile memory;
  TiffFile file(memory, order);
  set_layout(file.handle(), shape, level);
  const auto size = tmsize_t(rows.size());
  if (TIFFWriteEncodedStrip(file.handle(), 0, rows.data(), size) != size) {
    throw ImageError("TIFF", {"cannot encode: " + file.complaint()});
  }
  const auto begin = memory.bytes.begin() + int64_t(TIFFGetStrileOffset(file.handle(), 0));
  return {begin, begin + int64_t(TIFFGetStrileByteCount(file.handle(), 0))};
}

class TiffEncoder final : public RowEncoder {
 public:
  /// The file begins with the EXIF data, whose offsets, those of maker notes too, stay true so.
  TiffEncoder(const imaging::ImageShape& shape, const Metadata& metadata, ByteFile& file)
      : bytes_(file),
        joined_(!metadata.exif.empty()),
        file_(begun(file, metadata.exif)),
        shape_(shape),
        rows_of_strip_(rows_of_strip(shape)) {
    TIFF* const tiff = file_.handle();
    set_layout(tiff, shape, kQuickly);
    set_block(tiff, TIFFTAG_ICCPROFILE, metadata.icc_profile);
    set_block(tiff, TIFFTAG_XMLPACKET, metadata.xmp);
    set_iptc(tiff, metadata.iptc);
    rows_.reserve(size_t(kStripsAtOnce * rows_of_strip_ * shape.stride()));
  }

  void write(const imaging::Image& rows) override {
    for (int64_t y = 0; y < rows.height(); ++y) {
      const auto* row = rows.row<uint8_t>(y);
      rows_.insert(rows_.end(), row, row + rows.stride());
      if (rows_.size() == rows_.capacity()) write_strips();
    }
  }

  void finish() override {
    write_strips();
    file_.close();
    if (joined_) join_tiff_directories(bytes_);
  }

 private:
  static ByteFile& begun(ByteFile& file, std::span<const uint8_t> start) {
    file.write(0, start);
    return file;
  }

  /// Writes the rows that there are: whole strips, but for the last one of the file. The first one
  /// is compressed, which tells how those of the next call are best kept.
  void write_strips() {
    const size_t most = size_t(rows_of_strip_ * shape_.stride());
    const auto order = TIFFIsBigEndian(file_.handle()) ? Endian::big : Endian::little;
    const int level = level_;
    std::mutex mutex;
    std::map<int64_t, std::vector<uint8_t>> waiting;  // for strips before them
    on_all_cores(int64_t((rows_.size() + most - 1) / most), [&](int64_t i) {
      const size_t begin = size_t(i) * most;
      const auto rows = std::span(rows_).subspan(begin, std::min(most, rows_.size() - begin));
      auto shape = shape_;
      shape.height = int64_t(rows.size()) / shape_.stride();
      auto strip = encoded_strip(rows, shape, order, i == 0 ? kQuickly : level);
      const std::lock_guard lock(mutex);
      if (i == 0) level_ = strip.size() < rows.size() * 2 / 3 ? kQuickly : kStored;
      waiting.emplace(i, std::move(strip));
      write_in_order(waiting);
    });
    rows_.clear();
    before_ = written_;
  }

  /// Writes strips as far as none is missing between them.
  void write_in_order(std::map<int64_t, std::vector<uint8_t>>& strips) {
    while (!strips.empty() && strips.begin()->first == written_ - before_) {
      auto strip = strips.extract(strips.begin()).mapped();
      const auto size = tmsize_t(strip.size());
      if (TIFFWriteRawStrip(file_.handle(), written_++, strip.data(), size) == size) continue;
      file_.rethrow();
      throw ImageError("TIFF", {"cannot encode: " + file_.complaint()});
    }
  }

  static constexpr int64_t kStripsAtOnce = 16;

  ByteFile& bytes_;
  const bool joined_;
  TiffFile file_;
  const imaging::ImageShape shape_;
  const int64_t rows_of_strip_;
  std::vector<uint8_t> rows_;  ///< that wait to be written
  uint32_t written_ = 0;       ///< strips
  uint32_t before_ = 0;        ///< those of earlier calls
  // Noise in 16 bits shrinks by a fifth, and would take longer to compress than to develop.
  int level_ = kQuickly;
};

}  // namespace

std::unique_ptr<RowEncoder> make_tiff_encoder(const imaging::ImageShape& shape,
                                              const Metadata& metadata,
                                              ByteFile& file,
                                              std::vector<std::string>& warnings) {
  Metadata held = metadata;
  if (!held.exif.empty() && !can_be_joined(held.exif)) {
    held.exif.clear();
    warnings.push_back("the EXIF data do not fit a TIFF and were left out");
  }
  return std::make_unique<TiffEncoder>(shape, held, file);
}

}  // namespace lowlight::codecs
