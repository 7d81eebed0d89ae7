#include "inference/tiled_painting.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "lowlight/imaging/picture_rows.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/models/any_size.h"
#include "lowlight/models/imagenet.h"

namespace lowlight::inference {
namespace {

using imaging::Image;

int64_t divided_up(int64_t size, int64_t by) { return (size + by - 1) / by; }

/// [..., 3, h, w] of a picture's colours [C, h, w].
at::Tensor three_colours(const at::Tensor& picture) {
  return picture.size(0) == 1 ? picture.expand({3, -1, -1}) : picture.slice(0, 0, 3);
}

/// Pixels [begin, end) of one axis.
struct Range {
  int64_t begin;
  int64_t end;

  int64_t size() const { return end - begin; }
};

class Tiles {
 public:
  Tiles(models::StyleNetwork network_, const Image& picture_, c10::Device device_)
      : network(std::move(network_)),
        picture(picture_),
        device(device_),
        multiple(network->options.multiple()),
        reach(network->options.reach()),
        height(fitting(picture.height())),
        width(fitting(picture.width())) {}

  /// The kernels that all tiles are painted with.
  models::StyleKernels fixed(const models::StyleKernels& kernels) {
    const double share = double(kNormPixels) / double(picture.width() * picture.height());
    if (share >= 1) return network->with_norms_of(content({0, height}, {0, width}), kernels);
    const auto side = double(std::max(picture.width(), picture.height())) * std::sqrt(share);
    const auto small = imaging::shrink(picture, std::max<int64_t>(1, int64_t(side)));
    const auto padded = models::mirrored_to(small, fitting(small.size(1)), fitting(small.size(2)));
    return network->with_norms_of(as_content(padded), kernels);
  }

  /// The side of tiles of at most `tile` pixels that cover `length` evenly.
  int64_t step(int64_t length, int64_t tile) const {
    if (tile <= 0 || tile >= length) return length;
    const auto most = std::max(multiple, tile / multiple * multiple);
    return divided_up(divided_up(length, divided_up(length, most)), multiple) * multiple;
  }

  /// Paints one tile into `result`.
  void paint(Range rows, Range columns, const models::StyleKernels& kernels, Image& result) {
    const auto with_margin = [&](Range tile, int64_t length) {
      return Range{std::max<int64_t>(0, tile.begin - reach), std::min(length, tile.end + reach)};
    };
    const auto seen_rows = with_margin(rows, height), seen_columns = with_margin(columns, width);
    rows.end = std::min(rows.end, picture.height());
    columns.end = std::min(columns.end, picture.width());
    const auto image = network->stylize(content(seen_rows, seen_columns), kernels)[0];
    const auto tile = models::from_imagenet_units(image)
                          .narrow(1, rows.begin - seen_rows.begin, rows.size())
                          .narrow(2, columns.begin - seen_columns.begin, columns.size());
    put(imaging::to_image(tile.cpu(), imaging::BitDepth::u16), rows.begin, columns.begin, result);
  }

  const int64_t& rows() const { return height; }
  const int64_t& columns() const { return width; }

 private:
  /// Sides of a content are at least twice the network's multiple.
  int64_t fitting(int64_t size) const {
    return multiple * std::max<int64_t>(2, divided_up(size, multiple));
  }

  at::Tensor as_content(const at::Tensor& colours) const {
    return models::to_imagenet_units(colours).unsqueeze(0).to(device);
  }

  /// A part of the picture, which is mirrored at its right and lower border.
  at::Tensor content(Range rows, Range columns) const {
    const auto end = std::min(rows.end, picture.height());
    const auto right = std::min(columns.end, picture.width());
    const auto band = imaging::PictureRows(picture).read(rows.begin, end);
    const auto part =
        three_colours(imaging::to_tensor(band)).narrow(2, columns.begin, right - columns.begin);
    return as_content(models::mirrored_to(part, rows.size(), columns.size()));
  }

  static void put(const Image& tile, int64_t y, int64_t x, Image& result) {
    for (int64_t row = 0; row < tile.height(); ++row) {
      std::memcpy(
          result.row<uint16_t>(y + row) + 3 * x, tile.row<uint16_t>(row), size_t(tile.stride()));
    }
  }

  models::StyleNetwork network;
  const Image& picture;
  c10::Device device;
  int64_t multiple, reach;
  int64_t height, width;  ///< with what is mirrored
};

}  // namespace

Image painted_in_tiles(models::StyleNetwork network,
                       const models::StyleKernels& kernels,
                       const Image& picture,
                       int64_t tile,
                       c10::Device device) {
  const torch::NoGradGuard no_gradients;
  Tiles tiles(std::move(network), picture, device);
  const int64_t height = tiles.rows(), width = tiles.columns();
  const int64_t down = tiles.step(height, tile), across = tiles.step(width, tile);
  const bool at_once = down == height && across == width;
  // A picture that is painted at once and not shrunk for its norms has them anyway.
  const bool own_norms = at_once && picture.width() * picture.height() <= kNormPixels;
  const auto used = own_norms ? kernels : tiles.fixed(kernels);
  Image result(picture.width(), picture.height(), 3, imaging::BitDepth::u16);
  for (int64_t y = 0; y < height; y += down) {
    for (int64_t x = 0; x < width; x += across) {
      tiles.paint({y, std::min(y + down, height)}, {x, std::min(x + across, width)}, used, result);
    }
  }
  return result;
}

}  // namespace lowlight::inference
