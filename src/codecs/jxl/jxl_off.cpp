// The same functions in a build that found no libjxl.
#include "codecs/jxl/jxl_codec.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {
namespace {

constexpr char kNoJxl[] =
    "this build has no reader of JPEG XL: apt install libjxl-dev, and build again";

}  // namespace

std::unique_ptr<RowReader> open_jxl(std::span<const uint8_t>,
                                    const std::string& name,
                                    const ReadOptions&) {
  throw ImageError(name, {kNoJxl});
}

std::unique_ptr<RowEncoder> make_jxl_encoder(
    const imaging::ImageShape&, const Photo&, const Metadata&, int64_t, ByteFile&) {
  throw ImageError("photo", {kNoJxl});
}

std::optional<ImageHeader> peek_jxl(std::span<const uint8_t>) { return std::nullopt; }
std::string problem_of_jxl() { return kNoJxl; }
std::string jxl_version() { return "no libjxl"; }

}  // namespace lowlight::codecs
