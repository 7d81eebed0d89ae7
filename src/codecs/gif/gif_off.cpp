// The same functions in a build that found no giflib.
#include "codecs/gif/gif_codec.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {
namespace {

constexpr char kNoGif[] =
    "this build has no reader of GIF: apt install libgif-dev, and build again";

}  // namespace

std::unique_ptr<RowReader> open_gif(std::span<const uint8_t>,
                                    const std::string& name,
                                    const ReadOptions&) {
  throw ImageError(name, {kNoGif});
}

std::string problem_of_gif() { return kNoGif; }
std::string gif_version() { return "no giflib"; }

}  // namespace lowlight::codecs
