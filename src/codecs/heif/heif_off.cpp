// The same functions in a build that found no libheif.
#include "codecs/heif/heif_codec.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

constexpr char kNoHeif[] =
    "this build has no reader of HEIC and AVIF: apt install libheif-dev, and build again";

}  // namespace

std::unique_ptr<RowReader> open_heif(std::span<const uint8_t>,
                                     const std::string& name,
                                     const ReadOptions&) {
  throw ImageError(name, {kNoHeif});
}

std::unique_ptr<RowEncoder> make_heif_encoder(const imaging::ImageShape&,
                                              const Photo&,
                                              const Metadata&,
                                              const std::vector<metadata::Attachment>&,
                                              const WriteOptions&,
                                              ByteFile&,
                                              std::vector<std::string>&) {
  throw ImageError("photo", {kNoHeif});
}

std::string problem_of_reading_heif(ImageFormat) { return kNoHeif; }
std::string problem_of_writing_heif(ImageFormat) { return kNoHeif; }
std::string heif_version() { return "no libheif"; }

}  // namespace lowlight::codecs
