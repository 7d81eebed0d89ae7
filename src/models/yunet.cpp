#include "lowlight/models/yunet.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/core/check.h"
#include "lowlight/core/display_name.h"
#include "lowlight/detection/anchors.h"
#include "lowlight/models/weights_file.h"
#include "models/fixed_features.h"

namespace lowlight::models {
namespace {

constexpr int64_t kWidth = 64, kNarrow = 16, kCoarsest = 32;
constexpr int64_t kStrides[] = {8, 16, 32};

std::string backbone(int64_t stage, int64_t convolution) {
  return "backbone.model" + std::to_string(stage) + ".conv" + std::to_string(convolution);
}
std::string lateral(int64_t level) { return "neck.lateral_convs." + std::to_string(level); }
std::string shared_head(int64_t level) {
  return "bbox_head.multi_level_share_convs." + std::to_string(level) + ".0";
}
std::string head(const char* kind, int64_t level) {
  return std::string("bbox_head.multi_level_") + kind + "." + std::to_string(level);
}

/// What a unit is called and how wide it is.
struct UnitShape {
  std::string name;
  int64_t in, out;
};

std::vector<UnitShape> unit_shapes() {
  std::vector<UnitShape> shapes = {{backbone(0, 2), kNarrow, kNarrow},
                                   {backbone(1, 1), kNarrow, kNarrow},
                                   {backbone(1, 2), kNarrow, kWidth}};
  for (int64_t stage = 2; stage <= 5; ++stage) {
    for (int64_t i = 1; i <= 2; ++i) shapes.push_back({backbone(stage, i), kWidth, kWidth});
  }
  for (int64_t level = 0; level < 3; ++level) {
    shapes.push_back({lateral(level), kWidth, kWidth});
    shapes.push_back({shared_head(level), kWidth, kWidth});
    for (const auto& [kind, width] : {std::pair{"cls", 1}, {"obj", 1}, {"bbox", 4}, {"kps", 10}})
      shapes.push_back({head(kind, level), kWidth, width});
  }
  return shapes;
}

int64_t padded(int64_t length) { return (length + kCoarsest - 1) / kCoarsest * kCoarsest; }

at::Tensor halved(const at::Tensor& map) { return at::max_pool2d(map, {2, 2}); }

at::Tensor doubled(const at::Tensor& map) {
  return at::upsample_nearest2d(map, at::IntArrayRef{map.size(2) * 2, map.size(3) * 2});
}

/// [N, C, H, W] → [N, H·W, C].
at::Tensor by_cell(const at::Tensor& map) { return map.flatten(2).transpose(1, 2); }

/// Puts the weights of one convolution aside.
void take(PublishedTensors& published, const std::string& name, torch::nn::Conv2d& target) {
  for (auto& entry : target->named_parameters()) {
    const auto found = published.find(name + "." + entry.key(), entry.value().sizes());
    if (found.defined()) published.put(entry.value(), found);
  }
}

}  // namespace

at::Tensor PointDepthUnit::operator()(const at::Tensor& map) const {
  const auto wide = at::conv2d(map, pointwise->weight, pointwise->bias);
  return at::conv2d(wide,
                    depthwise->weight,
                    depthwise->bias,
                    at::IntArrayRef{1, 1},
                    at::IntArrayRef{1, 1},
                    at::IntArrayRef{1, 1},
                    wide.size(1));
}

void YuNetImpl::reset() {
  const auto add = [&](std::string name, const torch::nn::Conv2dOptions& options) {
    std::ranges::replace(name, '.', '_');
    return register_module(name, torch::nn::Conv2d(options));
  };
  units.clear();
  stem = add("stem", torch::nn::Conv2dOptions(3, kNarrow, 3).stride(2).padding(1));
  for (const auto& shape : unit_shapes()) {
    const auto deep =
        torch::nn::Conv2dOptions(shape.out, shape.out, 3).padding(1).groups(shape.out);
    units.emplace_back(shape.name,
                       PointDepthUnit{add(shape.name + ".conv1", {shape.in, shape.out, 1}),
                                      add(shape.name + ".conv2", deep)});
  }
  for (auto& parameter : parameters()) parameter.set_requires_grad(false).zero_();
}

const PointDepthUnit& YuNetImpl::unit(const std::string& name) const {
  const auto found = std::ranges::find(units, name, &std::pair<std::string, PointDepthUnit>::first);
  LOWLIGHT_CHECK(found != units.end(), "YuNet has no unit ", name);
  return found->second;
}

at::Tensor YuNetImpl::activated(const std::string& name, const at::Tensor& map) const {
  return unit(name)(map).relu();
}

detection::Heads YuNetImpl::heads(const at::Tensor& pictures) {
  LOWLIGHT_CHECK(pictures.dim() == 4 && pictures.size(1) == 3 && pictures.numel() > 0,
                 "YuNet: pictures must be [N, 3, H, W] and not empty, got ",
                 pictures.sizes());
  const auto height = pictures.size(2), width = pictures.size(3);
  // With the channels of a pixel side by side pooling takes a third of the time.
  const auto own_units = at::constant_pad_nd(pictures.flip(1) * 255,
                                             {0, padded(width) - width, 0, padded(height) - height})
                             .contiguous(at::MemoryFormat::ChannelsLast);
  auto map =
      at::conv2d(own_units, stem->weight, stem->bias, at::IntArrayRef{2, 2}, at::IntArrayRef{1, 1})
          .relu();
  map = halved(activated(backbone(0, 2), map));
  std::vector<at::Tensor> maps;
  for (int64_t stage = 1; stage <= 5; ++stage) {
    map = activated(backbone(stage, 2), activated(backbone(stage, 1), map));
    if (stage >= 3) maps.push_back(map);
    if (stage >= 2 && stage <= 4) map = halved(map);
  }
  std::vector<at::Tensor> classes, objectness, boxes, landmarks;
  for (int64_t level = 2; level >= 0; --level) {
    auto& here = maps[size_t(level)];
    if (level < 2) here = here + doubled(maps[size_t(level) + 1]);
    here = activated(lateral(level), here);
  }
  for (int64_t level = 0; level < 3; ++level) {
    const auto shared = activated(shared_head(level), maps[size_t(level)]);
    const auto told = [&](const char* kind) { return by_cell(unit(head(kind, level))(shared)); };
    classes.push_back(told("cls"));
    objectness.push_back(told("obj").squeeze(-1));
    boxes.push_back(told("bbox"));
    landmarks.push_back(told("kps"));
  }
  return {at::cat(classes, 1), at::cat(objectness, 1), at::cat(boxes, 1), at::cat(landmarks, 1)};
}

detection::ManyCentres<detection::Pixels> YuNetImpl::anchors(detection::PictureSize picture) const {
  std::vector<detection::AnchorLevel> levels;
  for (const auto stride : kStrides) levels.push_back({stride, {double(stride)}, 0});
  return detection::anchors_of(levels, {padded(picture.width), padded(picture.height)});
}

std::string YuNetImpl::description() const {
  return source.empty() ? "YuNet without weights" : "YuNet, weights " + source;
}

YuNet load_yunet(const std::filesystem::path& path) {
  const auto tensors = read_weights(path);
  YuNet network;
  PublishedTensors published(tensors);
  take(published, "backbone.model0.conv1", network->stem);
  for (auto& [name, unit] : network->units) {
    take(published, name + ".conv1", unit.pointwise);
    take(published, name + ".conv2", unit.depthwise);
  }
  published.copy_all(path.string());
  network->eval();
  network->source = display_name(path.filename());
  return network;
}

}  // namespace lowlight::models
