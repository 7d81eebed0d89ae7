#include "tasks/look_task.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "lowlight/core/quick_math.h"
#include "lowlight/data/look_table.h"
#include "lowlight/data/sampling.h"
#include "lowlight/data/scene_colours.h"
#include "lowlight/imaging/colour_table.h"
#include "lowlight/io/options_text.h"
#include "tasks/look_objective.h"
#include "tasks/look_start.h"

namespace lowlight::tasks {
namespace {

constexpr uint64_t kLookStream = 1;
constexpr uint64_t kLookValidationStream = 2;
constexpr uint64_t kColourStream = 3;
constexpr int64_t kColours = 64;       ///< nodes that a sample asks for
constexpr int64_t kLooksOfAPhoto = 8;  ///< in validation

/// The table [nodes³, 3] put on colours [P, 3] in [0, 1]: [3, P].
at::Tensor in_look(const at::Tensor& colours, const at::Tensor& table, int64_t nodes) {
  const auto padded = at::constant_pad_nd(table, {0, 1}).contiguous();
  const float* numbers = padded.data_ptr<float>();
  const imaging::ColourTable look{
      imaging::TableKind::cube, nodes, {numbers, numbers + padded.numel()}};
  auto planes = colours.t().clone(at::MemoryFormat::Contiguous);
  float* values = planes.data_ptr<float>();
  const int64_t count = planes.size(1);
  imaging::apply_colour_table(look, 1, count, {values, values + count, values + 2 * count});
  return planes;
}

/// Colours as 8-bit codes show them, rounded up or down at random.
void show_in_codes(at::Tensor& colours, RandomStream& random) {
  float* number = colours.data_ptr<float>();
  for (int64_t i = 0; i < colours.numel(); ++i) {
    const float code = quick::rounded(number[i] * 255 + float(random.uniform(-0.5, 0.5)));
    number[i] = std::clamp(code, 0.f, 255.f) / 255;
  }
}

class LookTask : public training::Task {
 public:
  LookTask(const LookTaskOptions& options, int64_t batch, int64_t seed)
      : options_(options),
        seed_(uint64_t(seed)),
        photos_(data::open_photos(options.photos)),
        order_(photos_->size(), batch, seed_),
        network_(options.network) {
    const int64_t nodes = options.network.nodes;
    identity_ = models::node_colours(nodes);
    if (!options.looks.empty()) looks_ = data::read_look_tables(options.looks, nodes);
    if (!options.validation_looks.empty())
      held_out_looks_ = data::read_look_tables(options.validation_looks, nodes);
    if (!options.validation.path.empty()) held_out_ = data::open_photos(options.validation);
    start();
  }

  torch::nn::Module& network() override { return *network_; }
  training::Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const training::Batch& batch) override;
  int64_t validation_size() const override {
    return held_out_ ? held_out_->size() * kLooksOfAPhoto : 0;
  }
  training::Sample validation_sample(int64_t n) const override;
  io::CheckpointInfo info() const override;
  std::vector<std::string> notes() const override { return {info().data}; }

 private:
  void start();
  data::SceneColours scene(int64_t n, RandomStream& random) const;
  at::Tensor drawn_look(RandomStream& random) const;
  training::Sample shown(data::SceneColours scene,
                         const at::Tensor& look,
                         RandomStream& random) const;
  at::Tensor drawn_places(RandomStream& random) const;

  LookTaskOptions options_;
  uint64_t seed_;
  std::shared_ptr<const data::PhotoSource> photos_, held_out_;
  data::ShuffledOrder order_;
  at::Tensor identity_, looks_, held_out_looks_;
  std::vector<double> reached_;  ///< the share of colours nearest to this node or one before
  models::LookFinder network_{nullptr};
};

RandomStream stream_of(uint64_t seed, uint64_t stream, int64_t n) {
  return RandomStream{seed, stream, uint64_t(n)};
}

data::SceneColours LookTask::scene(int64_t n, RandomStream& random) const {
  return data::draw_scene(
      *photos_, order_.at(n).index, options_.pixels, options_.other_light, random);
}

at::Tensor LookTask::drawn_look(RandomStream& random) const {
  if (random.chance(options_.plain)) return identity_;
  return looks_.defined() && !random.chance(options_.drawn)
             ? looks_[random.below(looks_.size(0))]
             : data::draw_look_table(options_.network.nodes, random);
}

at::Tensor LookTask::drawn_places(RandomStream& random) const {
  std::vector<int64_t> places;
  for (int64_t i = 0; i < kColours; ++i) {
    const auto found = std::ranges::lower_bound(reached_, random.uniform());
    places.push_back(std::min<int64_t>(found - reached_.begin(), identity_.size(0) - 1));
  }
  return at::tensor(places);
}

training::Sample LookTask::shown(data::SceneColours scene,
                                 const at::Tensor& look,
                                 RandomStream& random) const {
  const auto places = drawn_places(random);
  auto pixels = in_look(scene.colours, look, options_.network.nodes);
  show_in_codes(pixels, random);
  training::Sample sample;
  sample.tensors["pixels"] = pixels;
  sample.tensors["places"] = places;
  sample.tensors["truth"] = look.index_select(0, places);
  sample.files = std::move(scene.names);
  sample.warnings = std::move(scene.warnings);
  return sample;
}

training::Sample LookTask::sample(int64_t n) const {
  auto random = stream_of(seed_, kLookStream, n);
  const auto look = drawn_look(random);
  return shown(scene(n, random), look, random);
}

training::Sample LookTask::validation_sample(int64_t n) const {
  auto random = stream_of(seed_, kLookValidationStream, n);
  const auto look = held_out_looks_.defined()
                        ? held_out_looks_[random.below(held_out_looks_.size(0))]
                        : data::draw_look_table(options_.network.nodes, random);
  auto photo = data::plain_scene(*held_out_, n % held_out_->size(), options_.pixels, random);
  return shown(std::move(photo), look, random);
}

std::vector<LossTerm> LookTask::losses(const training::Batch& batch) {
  const auto& places = batch.tensors.at("places");
  const auto found = network_->forward(batch.tensors.at("pixels"));
  const auto identity = identity_.to(found.device());
  const auto chosen = places.unsqueeze(2).expand({-1, -1, 3});
  return look_losses({.plain = identity.index_select(0, places.flatten()).view_as(chosen),
                      .truth = batch.tensors.at("truth"),
                      .found = found.gather(1, chosen)},
                     options_.faint);
}

void LookTask::start() {
  LookStart start(options_.network.nodes);
  const int64_t samples = 16 * options_.network.bases;
  for (int64_t n = 0; n < samples; ++n) {
    auto random = stream_of(seed_, kColourStream, n);
    const auto look = drawn_look(random);
    const auto colours = scene(n, random).colours;
    start.add(colours, in_look(colours, look, options_.network.nodes), look);
  }
  reached_ = start.reached();
  start.set(network_);
}

io::CheckpointInfo LookTask::info() const {
  const auto count = looks_.defined()
                         ? std::to_string(looks_.size(0)) + " looks of " + options_.looks + " and "
                         : "";
  return {.network = models::kLookNetwork,
          .options = io::options_to_text(network_->options),
          .data = std::to_string(photos_->size()) + " photos of " + options_.photos.path + ", " +
                  count + "drawn looks"};
}

}  // namespace

void LookTaskOptions::check(Problems& problems) const {
  if (photos.path.empty()) problems.push_back({"photos.path", "must name photos"});
}

std::unique_ptr<training::Task> make_task(const LookTaskOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  return std::make_unique<LookTask>(options, batch, seed);
}

}  // namespace lowlight::tasks
