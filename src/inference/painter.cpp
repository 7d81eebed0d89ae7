#include "lowlight/inference/painter.h"

#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <torch/utils.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <memory>
#include <utility>

#include "inference/device_memory.h"
#include "inference/painted_colours.h"
#include "inference/reference_picture.h"
#include "inference/tiled_painting.h"
#include "lowlight/core/check.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/enlarge.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/models/any_size.h"
#include "lowlight/models/imagenet.h"
#include "lowlight/models/style_weights.h"

namespace lowlight::inference {
namespace {

using imaging::Image;
using imaging::ImageShape;

constexpr int64_t kRowsAtOnce = 64;

/// The size at which the network sees a photo.
struct Canvas {
  int64_t width;
  int64_t height;
};

Canvas canvas_for(const ImageShape& photo, double brush) {
  const auto longest = double(std::max(photo.width, photo.height));
  if (brush == 0) brush = std::max(1.0, longest / double(kCanvasSide));
  const auto scaled = [&](int64_t side) {
    return std::max<int64_t>(1, std::llround(double(side) / brush));
  };
  return {scaled(photo.width), scaled(photo.height)};
}

/// The photo on a canvas of another size.
Image on_canvas(const Image& photo, const Canvas& canvas) {
  if (canvas.width < photo.width() || canvas.height < photo.height()) {
    return imaging::to_image(imaging::shrink(photo, std::max(canvas.width, canvas.height)),
                             imaging::BitDepth::u16);
  }
  Image large(canvas.width, canvas.height, photo.channels(), photo.depth());
  const auto put = imaging::replace_rows_of(large);
  for (int64_t y = 0; y < canvas.height; y += kRowsAtOnce) {
    const auto end = std::min(y + kRowsAtOnce, canvas.height);
    put(imaging::to_image(imaging::enlarged_rows(photo, canvas.width, canvas.height, y, end),
                          photo.depth()));
  }
  return large;
}

/// Bytes that the network takes for a pixel, by measurement
/// (docs/decisions/0016-painting-in-tiles.md).
int64_t bytes_of_pixel(const models::StyleNetworkOptions& network) {
  return 128 + 24 * network.base_channels;
}

/// The painting of a canvas at the photo's size or below it.
Image at_most_at_size(Image painting, const ImageShape& photo) {
  if (painting.width() <= photo.width && painting.height() <= photo.height) return painting;
  const auto shrunk = imaging::shrink(painting, std::max(photo.width, photo.height));
  // The rounding of both sides may leave a row too many or too few.
  return imaging::to_image(models::mirrored_to(shrunk, photo.height, photo.width),
                           imaging::BitDepth::u16);
}

/// What the network sees beside a photo's tiles: the photo and the painting on the canvas.
int64_t bytes_of_canvas(const ImageShape& photo, const Canvas& canvas) {
  const bool own_size = canvas.width == photo.width && canvas.height == photo.height;
  return canvas.width * canvas.height * 3 * (own_size ? 2 : 4);
}

int64_t least_tile(const models::StyleNetworkOptions& network) { return 4 * network.multiple(); }

/// The side of tiles that keep to the memory, or to what the norms take in any case; 0 where the
/// whole canvas does.
int64_t tile_for(const models::StyleNetworkOptions& network,
                 const Canvas& canvas,
                 int64_t memory_bytes) {
  const auto pixels =
      std::max(double(memory_bytes) / double(bytes_of_pixel(network)), double(kNormPixels));
  if (double(canvas.width) * double(canvas.height) <= pixels) return 0;
  const auto with_margins = int64_t(std::sqrt(pixels));
  return std::max(least_tile(network), with_margins - 2 * network.reach());
}

models::StyleKernels moved(const models::StyleKernels& kernels, c10::Device device) {
  const auto move = [&](blocks::PredictedKernels& band) {
    if (!band.defined()) return;
    for (auto* tensor : {&band.spatial, &band.pointwise, &band.bias}) *tensor = tensor->to(device);
  };
  auto result = kernels;
  for (auto& stage : result.stages) {
    move(stage.high);
    move(stage.low);
  }
  return result;
}

}  // namespace

Painter Painter::load(const std::filesystem::path& model, const std::string& device) {
  Painter painter;
  painter.wanted_ = resolve_device(device);
  painter.may_leave_ = device == "auto" && !painter.wanted_.is_cpu();
  painter.on_cpu_ = models::load_style_network(find_model(model_places(model, kPainterModel)));
  painter.on_device_ = painter.on_cpu_;
  if (painter.wanted_.is_cpu()) return painter;
  const auto copy = painter.on_cpu_->clone(painter.wanted_);
  copy->eval();
  painter.on_device_ =
      models::StyleNetwork(std::dynamic_pointer_cast<models::StyleNetworkImpl>(copy));
  return painter;
}

Painter::Hand Painter::prepare(const Painting& painting, std::vector<std::string>* warnings) const {
  const torch::NoGradGuard no_gradients;
  auto network = on_cpu_;
  const auto photo = read_reference(painting.file, painting.read, warnings);
  const auto [colours, share] = reference_picture(photo.image,
                                                  painting.file.string(),
                                                  painting.mask,
                                                  network->options.painting_side,
                                                  painting.read,
                                                  warnings);
  auto valid = share >= 0.5;
  if (!valid.any().item<bool>()) valid = share > 0;
  // Training shows crops whose sides are such multiples; with others all of a picture is blurred.
  const auto aligned = [&](const at::Tensor& picture) {
    const auto& options = network->options;
    return models::padded_to_multiple(
               picture, options.multiple(), options.style_encoder().too_small() + 1)
        .picture.unsqueeze(0);
  };
  const auto style = aligned(models::to_imagenet_units(colours));
  if (network->options.partial_style_encoder)
    return network->encode_style(style, aligned(valid.unsqueeze(0).to(at::kFloat)));
  if (!valid.all().item<bool>()) {
    throw ImageError((painting.mask ? *painting.mask : painting.file).string(),
                     {"leaves a part out, which the style encoder of these weights cannot"});
  }
  return network->encode_style(style);
}

Image Painter::painted(const Image& picture, const Hand& hand, int64_t tile) const {
  static DeviceMemory memory;
  const auto on = [&](const models::StyleNetwork& network, c10::Device device, int64_t side) {
    return painted_in_tiles(network, moved(hand, device), picture, side, device);
  };
  const auto on_cpu = [&] { return on(on_cpu_, c10::kCPU, tile); };
  if (wanted_.is_cpu()) return on_cpu();
  const auto largest = uint64_t(tile > 0 ? tile : std::max(picture.width(), picture.height()));
  const auto least = uint64_t(least_tile(on_cpu_->options));
  return memory.run<Image>(
      {.run =
           [&](int halvings) {
             return on(on_device_, wanted_, halvings > 0 ? int64_t(largest >> halvings) : tile);
           },
       .most_halvings = std::max(0, int(std::bit_width(largest / least)) - 1),
       .free_memory = [&] { at::getDeviceAllocator(wanted_.type())->emptyCache(); },
       .run_elsewhere = may_leave_ ? std::function<Image()>(on_cpu) : nullptr});
}

Image Painter::paint(const Image& photo, const Hand& hand, const PaintOptions& options) const {
  auto result = photo.clone();
  paint_rows(photo, hand, options, photo.height(), imaging::replace_rows_of(result));
  return result;
}

void Painter::paint_rows(const Image& photo,
                         const Hand& hand,
                         const PaintOptions& options,
                         int64_t most_rows,
                         const imaging::UseBand& use) const {
  LOWLIGHT_CHECK(options.strength >= 0 && options.strength <= 1,
                 "Painter: strength must be in [0, 1], got ",
                 options.strength);
  LOWLIGHT_CHECK(options.brush == 0 || (options.brush >= 0.5 && options.brush <= 4),
                 "Painter: brush must be 0 or in [0.5, 4], got ",
                 options.brush);
  const torch::NoGradGuard no_gradients;
  const auto shape = imaging::shape_of(photo);
  const auto canvas = canvas_for(shape, options.brush);
  const bool own_size = canvas.width == shape.width && canvas.height == shape.height;
  const auto resized = own_size ? Image() : on_canvas(photo, canvas);
  const auto& seen = own_size ? photo : resized;
  const auto room = options.memory_bytes - bytes_of_canvas(shape, canvas);
  const auto tile = tile_for(on_cpu_->options, canvas, room);
  const auto painting = at_most_at_size(painted(seen, hand, tile), shape);
  const auto step = std::clamp<int64_t>(most_rows, 1, kRowsAtOnce);
  for (int64_t y = 0; y < shape.height; y += step) {
    const auto end = std::min(y + step, shape.height);
    const auto own = imaging::to_tensor(imaging::PictureRows(photo).read(y, end));
    const auto rows = imaging::enlarged_rows(painting, shape.width, shape.height, y, end);
    use(imaging::to_image(painted_colours(own, rows, options.strength, options.keep_colours),
                          shape.depth));
  }
}

int64_t Painter::bytes_for(const ImageShape& shape, const PaintOptions& options) const {
  const auto canvas = canvas_for(shape, options.brush);
  const auto own = bytes_of_canvas(shape, canvas);
  const auto pixels = canvas.width * canvas.height;
  const auto of_pixel = bytes_of_pixel(on_cpu_->options);
  const auto least = of_pixel * std::min(kNormPixels, pixels);
  return own + std::clamp(options.memory_bytes - own, least, of_pixel * pixels);
}

}  // namespace lowlight::inference
