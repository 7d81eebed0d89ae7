#include "codecs/tiff/tiff_file.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "lowlight/core/error.h"

namespace lowlight::codecs {

/// No callback may throw, because libtiff is C.
struct TiffFile::Callbacks {
  static TiffFile& file(thandle_t handle) { return *static_cast<TiffFile*>(handle); }

  static tmsize_t read(thandle_t handle, void* out, tmsize_t count) try {
    TiffFile& self = file(handle);
    const uint64_t at = std::min<uint64_t>(self.position_, self.size());
    const uint64_t taken = std::min<uint64_t>(uint64_t(count), self.size() - at);
    if (self.written_) {
      self.written_->file().read(at, {static_cast<uint8_t*>(out), taken});
    } else {
      std::copy_n(self.readable_.data() + at, taken, static_cast<uint8_t*>(out));
    }
    self.position_ = at + taken;
    return tmsize_t(taken);
  } catch (const std::exception&) {
    return -1;
  }

  static tmsize_t write(thandle_t handle, void* data, tmsize_t count) {
    TiffFile& self = file(handle);
    const std::span bytes(static_cast<const uint8_t*>(data), size_t(count));
    if (!self.written_ || !self.written_->write(self.position_, bytes)) return -1;
    self.position_ += uint64_t(count);
    return count;
  }

  static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    TiffFile& self = file(handle);
    self.position_ = offset + (whence == SEEK_CUR   ? self.position_
                               : whence == SEEK_END ? self.size()
                                                    : 0);
    return self.position_;
  }

  static int close(thandle_t) { return 0; }
  static toff_t size(thandle_t handle) { return file(handle).size(); }

  static int map(thandle_t handle, void** base, toff_t* size) {
    const auto bytes = file(handle).readable_;
    *base = const_cast<uint8_t*>(bytes.data());  // The file is opened for reading only.
    *size = bytes.size();
    return !bytes.empty();
  }
  static void unmap(thandle_t, void*, toff_t) {}

  static int complain(TIFF*, void* handle, const char*, const char* format, va_list values) try {
    char text[200] = "";
    std::vsnprintf(text, sizeof text, format, values);
    file(handle).complaint_ = text;
    return 1;
  } catch (const std::bad_alloc&) {
    return 1;
  }
  static int ignore(TIFF*, void*, const char*, const char*, va_list) { return 1; }
};

TiffFile::TiffFile(std::span<const uint8_t> bytes, int64_t most_memory, const std::string& name)
    : readable_(bytes) {
  open("r", most_memory);
  if (!tiff_) throw ImageError(name, {"cannot decode the TIFF: " + complaint_});
}

TiffFile::TiffFile(ByteFile& file, metadata::Endian order) : written_(file) {
  open(file.size() > 0 ? "a" : order == metadata::Endian::big ? "wb" : "wl", 0);
  if (tiff_) return;
  rethrow();
  throw ImageError("TIFF", {complaint_});
}

TiffFile::~TiffFile() {
  if (tiff_) TIFFClose(tiff_);
}

void TiffFile::open(const char* mode, int64_t most_memory) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(
      TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), most_memory);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), Callbacks::complain, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), Callbacks::ignore, this);
  tiff_ = TIFFClientOpenExt("memory",
                            mode,
                            this,
                            Callbacks::read,
                            Callbacks::write,
                            Callbacks::seek,
                            Callbacks::close,
                            Callbacks::size,
                            Callbacks::map,
                            Callbacks::unmap,
                            options.get());
}

void TiffFile::close() {
  const int written = TIFFFlush(tiff_);
  TIFFClose(std::exchange(tiff_, nullptr));
  if (written) return;
  rethrow();
  throw ImageError("TIFF", {complaint_});
}

void TiffFile::rethrow() const {
  if (written_) written_->rethrow();
}

}  // namespace lowlight::codecs
