// A TIFF file in memory, open for libtiff.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "codecs/guarded_file.h"
#include "lowlight/metadata/byte_reader.h"

namespace lowlight::codecs {

/// libtiff's handle, its callbacks and what it complained of last. Its warnings are dropped: they
/// are about unknown tags, while problems with pixels are errors.
class TiffFile {
 public:
  /// Opens bytes for reading; they must outlive the file. No single block of libtiff's own may be
  /// larger than `most_memory`. Throws ImageError where the bytes are no TIFF.
  TiffFile(std::span<const uint8_t> bytes, int64_t most_memory, const std::string& name);
  /// Opens a file for writing after what it holds; an empty one begins in this order of bytes.
  explicit TiffFile(ByteFile& file, metadata::Endian order = metadata::Endian::little);
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;
  ~TiffFile();

  TIFF* handle() const { return tiff_; }
  const std::string& complaint() const { return complaint_; }

  /// The tag's value or, where it has none, its default; `fallback` where there is no default.
  template <class Value>
  Value get(uint32_t tag, Value fallback = {}) const {
    Value value{};
    return TIFFGetFieldDefaulted(tiff_, tag, &value) ? value : fallback;
  }

  /// Writes what is left and closes.
  void close();
  /// Throws what the written file threw, if that is why libtiff complained.
  void rethrow() const;

 private:
  struct Callbacks;
  uint64_t size() const { return written_ ? written_->file().size() : readable_.size(); }
  void open(const char* mode, int64_t most_memory);

  TIFF* tiff_ = nullptr;
  std::span<const uint8_t> readable_;
  mutable std::optional<GuardedFile> written_;
  uint64_t position_ = 0;
  std::string complaint_;
};

}  // namespace lowlight::codecs
