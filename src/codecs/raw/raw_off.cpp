// The same functions in a build that found no LibRaw.
#include "codecs/raw/raw_codec.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {
namespace {

constexpr char kNoRaw[] =
    "this build has no reader of camera raw files: apt install libraw-dev, and build again";

}  // namespace

std::unique_ptr<RowReader> open_raw(std::span<const uint8_t>,
                                    const std::string& name,
                                    const ReadOptions&) {
  throw ImageError(name, {kNoRaw});
}

std::optional<ImageHeader> peek_raw(std::span<const uint8_t>) { return std::nullopt; }
std::string problem_of_raw() { return kNoRaw; }
std::string raw_version() { return "no LibRaw"; }

}  // namespace lowlight::codecs
