// Any bytes are either refused by ImageError, or a photo that is the same in bands of rows, and
// that is written, in a format that their number decides, and read again at its size.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "lowlight/codecs/image_io.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/core/error.h"
#include "support/decoded_in_bands.h"

using namespace lowlight::codecs;
using namespace lowlight::colours;
using namespace lowlight::imaging;

namespace {

void check(std::span<const uint8_t> bytes, const ReadOptions& options) {
  Photo photo = decode_photo(bytes, "fuzz", options);
  const Image bands = lowlight::test::decoded_in_bands(bytes, 3, options);
  if (!std::ranges::equal(bands.bytes(), photo.image.bytes())) std::abort();
  if (const auto colours =
          working_colours(photo.metadata.icc_profile, shape_of(photo.image), photo.warnings)) {
    photo.image = colours->own(colours->working(photo.image).read(0, photo.image.height()));
  }
  const auto file = encode_photo(photo,
                                 {.format = ImageFormat(bytes.size() % 4),
                                  .metadata = MetadataPolicy::strip_gps,
                                  .software = "fuzz"});
  const Photo again = decode_photo(file, "written");
  if (again.image.width() != photo.image.width()) std::abort();
  if (again.image.height() != photo.image.height()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const auto on_truncated : {OnTruncated::fail, OnTruncated::keep}) {
    try {
      check({data, size}, {.max_pixels = 4096, .on_truncated = on_truncated});
    } catch (const lowlight::ImageError&) {
    }
  }
  return 0;
}
