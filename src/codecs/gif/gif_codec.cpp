#include "codecs/gif/gif_codec.h"

#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "codecs/image_header.h"
#include "codecs/late_library.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

const LateLibrary kGifLibrary{LOWLIGHT_GIF_LIBRARY};
#define LOWLIGHT_GIF(function) LOWLIGHT_LATE(kGifLibrary, function)

struct CloseGif {
  void operator()(GifFileType* file) const {
    int problem = 0;
    LOWLIGHT_GIF(DGifCloseFile)(file, &problem);
  }
};

/// A picture of the file as it is stored: indices into its colours.
struct GifFrame {
  int64_t x = 0, y = 0, width = 0, height = 0;
  int transparent = NO_TRANSPARENT_COLOR;
  std::vector<std::array<uint8_t, 3>> colours = {};
  std::vector<uint8_t> indices = {};
};

class GifReader final : public RowReader {
 public:
  GifReader(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
      : name_(name), rest_(bytes) {
    int problem = 0;
    file_.reset(LOWLIGHT_GIF(DGifOpen)(this, take, &problem));
    if (!file_) fail();
    shape = {file_->SWidth, file_->SHeight, 3, imaging::BitDepth::u8};
    check_size(shape.width, shape.height, options, name);
    read_records(options.first);
    if (frame_.indices.empty()) throw ImageError(name, {"a GIF without a picture"});
    const bool covers = frame_.width == shape.width && frame_.height == shape.height;
    const auto& indices = frame_.indices;
    const bool opaque = std::ranges::find(indices, frame_.transparent) == indices.end();
    if (!covers || !opaque) shape.channels = 4;
    at_once = true;
    held_bytes = int64_t(frame_.indices.size());
  }

  void read(uint8_t* out, int64_t count) override {
    std::fill_n(out, count * shape.stride(), uint8_t(0));
    const uint8_t* in = frame_.indices.data();
    for (int64_t y = frame_.y; y < frame_.y + frame_.height; ++y) {
      uint8_t* pixel = out + y * shape.stride() + frame_.x * shape.channels;
      for (int64_t x = 0; x < frame_.width; ++x, ++in, pixel += shape.channels) {
        if (*in == frame_.transparent) continue;
        if (*in >= frame_.colours.size()) {
          throw ImageError(name_, {"a colour that the palette lacks"});
        }
        std::ranges::copy(frame_.colours[*in], pixel);
        if (shape.channels == 4) pixel[3] = 255;
      }
    }
  }

 private:
  /// Gives giflib the next bytes of the file.
  static int take(GifFileType* file, GifByteType* out, int count) {
    auto& rest = static_cast<GifReader*>(file->UserData)->rest_;
    const auto taken = std::min(rest.size(), size_t(std::max(count, 0)));
    std::copy_n(rest.begin(), taken, out);
    rest = rest.subspan(taken);
    return int(taken);
  }

  [[noreturn]] void fail() const { throw ImageError(name_, {"the GIF is truncated or damaged"}); }
  void require(int status) const {
    if (status != GIF_OK) fail();
  }

  void read_records(bool first) {
    for (;;) {
      GifRecordType type = UNDEFINED_RECORD_TYPE;
      require(LOWLIGHT_GIF(DGifGetRecordType)(file_.get(), &type));
      if (type == TERMINATE_RECORD_TYPE) return;
      if (type == EXTENSION_RECORD_TYPE) {
        read_extension();
      } else if (type == IMAGE_DESC_RECORD_TYPE && frame_.indices.empty()) {
        read_frame();
      } else {
        if (!first) throw ImageError(name_, {"an animated GIF, of which --first takes a picture"});
        photo.warnings.push_back("only the first picture of the file was read");
        return;
      }
    }
  }

  void read_extension() {
    int code = 0;
    GifByteType* block = nullptr;  // its length, then as many bytes
    std::string comment;
    require(LOWLIGHT_GIF(DGifGetExtension)(file_.get(), &code, &block));
    for (; block; require(LOWLIGHT_GIF(DGifGetExtensionNext)(file_.get(), &block))) {
      const bool of_first = code == GRAPHICS_EXT_FUNC_CODE && frame_.indices.empty();
      if (of_first && block[0] == 4 && (block[1] & 1)) frame_.transparent = block[4];
      if (code == COMMENT_EXT_FUNC_CODE) comment.append(block + 1, block + 1 + block[0]);
    }
    if (!comment.empty()) photo.metadata.texts.push_back({kComment, comment});
  }

  void read_frame() {
    require(LOWLIGHT_GIF(DGifGetImageDesc)(file_.get()));
    const GifImageDesc& told = file_->Image;
    frame_.x = told.Left;
    frame_.y = told.Top;
    frame_.width = told.Width;
    frame_.height = told.Height;
    if (told.Width < 1 || told.Height < 1 || told.Left + told.Width > shape.width ||
        told.Top + told.Height > shape.height) {
      throw ImageError(name_, {"its picture does not lie on its canvas"});
    }
    const ColorMapObject* const map = told.ColorMap ? told.ColorMap : file_->SColorMap;
    for (int i = 0; map && i < map->ColorCount; ++i) {
      const auto& [red, green, blue] = map->Colors[i];
      frame_.colours.push_back({red, green, blue});
    }
    for_each_row(told.Interlace, [&](int64_t y) {
      // The rows of a file that is cut must not take memory.
      if (frame_.indices.size() < size_t((y + 1) * frame_.width)) {
        frame_.indices.resize(size_t((y + 1) * frame_.width));
      }
      auto* row = frame_.indices.data() + y * frame_.width;
      require(LOWLIGHT_GIF(DGifGetLine)(file_.get(), row, int(frame_.width)));
    });
  }

  /// The rows in the order of the file.
  template <class Use>
  void for_each_row(bool interlaced, const Use& use) const {
    constexpr std::array<std::pair<int64_t, int64_t>, 4> kPasses = {
        {{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    for (const auto& [begin, step] : kPasses) {
      for (int64_t y = begin; y < frame_.height; y += interlaced ? step : 1) use(y);
      if (!interlaced) return;
    }
  }

  std::string name_;
  std::span<const uint8_t> rest_;  ///< what giflib has not read yet
  std::unique_ptr<GifFileType, CloseGif> file_;
  GifFrame frame_;
};

}  // namespace

std::unique_ptr<RowReader> open_gif(std::span<const uint8_t> bytes,
                                    const std::string& name,
                                    const ReadOptions& options) {
  check_header(bytes, options, name);
  return std::make_unique<GifReader>(bytes, name, options);
}

std::string problem_of_gif() { return kGifLibrary.problem(); }

std::string gif_version() {
  return "giflib " + std::to_string(GIFLIB_MAJOR) + "." + std::to_string(GIFLIB_MINOR) + "." +
         std::to_string(GIFLIB_RELEASE);
}

}  // namespace lowlight::codecs
