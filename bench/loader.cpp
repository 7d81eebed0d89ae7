// Whether making samples keeps up with training a small network, from JPEG files and from a pack.
//
//   bench_loader FOLDER [CROP]
//
// FOLDER holds photos, CROP is the side of the samples (64). Prints images a second: of the loader
// alone with one and with two threads, of training alone on samples that are there already, and of
// both together, as lowlight_train does it.
#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "lowlight/core/allocator.h"
#include "lowlight/core/clock.h"
#include "lowlight/data/ordered_loader.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/tasks/enhancer_modes.h"
#include "lowlight/training/trainer.h"

using namespace lowlight;

namespace {

constexpr int64_t kBatch = 8, kSteps = 40, kSamples = kBatch * kSteps;

/// The samples of another task, made beforehand.
class Prepared : public training::Task {
 public:
  explicit Prepared(training::Task& task) : task_(task) {
    for (int64_t n = 0; n < 2 * kBatch; ++n) samples_.push_back(task.sample(n));
  }
  torch::nn::Module& network() override { return task_.network(); }
  training::Sample sample(int64_t n) const override {
    return samples_[size_t(n) % samples_.size()];
  }
  std::vector<LossTerm> losses(const training::Batch& batch) override {
    return task_.losses(batch);
  }
  io::CheckpointInfo info() const override { return task_.info(); }

 private:
  training::Task& task_;
  std::vector<training::Sample> samples_;
};

double loading_rate(const training::Task& task, int64_t workers) {
  const auto make = [&](int64_t n) { return task.sample(n); };
  data::OrderedLoader<training::Sample> loader(make, 0, {.workers = workers, .ahead = 2 * kBatch});
  for (int64_t n = 0; n < kBatch; ++n) loader.next();
  const auto start = Clock::now();
  for (int64_t n = 0; n < kSamples; ++n) loader.next();
  return double(kSamples) / seconds_since(start);
}

double training_rate(training::Task& task, const std::filesystem::path& folder) {
  training::TrainerOptions options;
  options.steps = kSteps;
  options.batch = kBatch;
  options.checkpoint_every = 10 * kSteps;
  options.loader.workers = 1;
  const auto start = Clock::now();
  training::train(task, options, {.folder = folder});
  return double(kSamples) / seconds_since(start);
}

void measure(const std::string& kind, const std::string& path, int64_t crop) {
  tasks::SelfSupervisedOptions options;
  options.photos = {.path = path, .cache_bytes = 0};
  options.pairs.crop.size = crop;
  options.network.base_channels = 8;
  const auto task = tasks::make_task(options, kBatch, 1);
  const auto folder = std::filesystem::temp_directory_path() / "lowlight-bench-loader";
  std::filesystem::create_directories(folder);
  Prepared prepared(*task);
  std::printf("%-8s loader %7.1f (1 thread) %7.1f (2)   training %6.1f   together %6.1f\n",
              kind.c_str(),
              loading_rate(*task, 1),
              loading_rate(*task, 2),
              training_rate(prepared, folder),
              training_rate(*task, folder));
  std::filesystem::remove_all(folder);
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc < 2) {
    std::cerr << "usage: bench_loader FOLDER [CROP]\n";
    return 2;
  }
  tune_allocator();
  at::set_num_threads(1);  // one core for the network, one for the samples
  const int64_t crop = argc > 2 ? std::atoll(argv[2]) : 64;
  const auto packed = std::filesystem::temp_directory_path() / "lowlight-bench.safetensors";
  data::pack_photos(*data::open_photos({.path = argv[1]}), packed);
  measure("files", argv[1], crop);
  measure("packed", packed.string(), crop);
  std::filesystem::remove(packed);
}
