#include "tasks/look_task.h"

#include <torch/optim/adam.h>
#include <torch/types.h>

#include <fstream>

#include "lowlight/colours/cube_file.h"
#include "lowlight/core/fields.h"
#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;

namespace {

struct Folder : test::TemporaryFolder {
  LookTaskOptions options() const {
    const auto path = this->path() / "photos.safetensors";
    if (!std::filesystem::exists(path)) {
      data::pack_photos(test::PhotosInMemory(
                            {test::synthetic_photo(30, 40, 1), test::synthetic_photo(30, 40, 2)}),
                        path);
    }
    LookTaskOptions options;
    options.photos.path = options.validation.path = path.string();
    options.pixels = 100;
    options.network = {.hidden = 16, .bases = 6, .nodes = 3, .dropout = 0};
    return options;
  }
};

std::unique_ptr<Task> task_of(const LookTaskOptions& options, int64_t seed = 1) {
  torch::manual_seed(uint64_t(seed));
  return make_task(options, 4, seed);
}

double loss_of(Task& task, int64_t first) {
  std::vector<Sample> samples;
  for (int64_t n = first; n < first + 32; ++n) samples.push_back(task.sample(n));
  return task.losses(stacked(samples))[0].value.item<double>();
}

}  // namespace

TEST_CASE("Samples of looks are a function of seed and number") {
  const Folder folder;
  const auto task = task_of(folder.options()), same = task_of(folder.options()),
             other = task_of(folder.options(), 2);
  const auto sample = task->sample(17);
  CHECK(sample.tensors.at("pixels").sizes() == at::IntArrayRef({3, 100}));
  CHECK(sample.tensors.at("truth").sizes() == at::IntArrayRef({64, 3}));
  for (const auto* name : {"pixels", "places", "truth"}) {
    CHECK(torch::equal(sample.tensors.at(name), same->sample(17).tensors.at(name)));
    CHECK_FALSE(torch::equal(sample.tensors.at(name), other->sample(17).tensors.at(name)));
  }
  CHECK(task->validation_size() == 16);
  CHECK(torch::equal(task->validation_sample(3).tensors.at("pixels"),
                     same->validation_sample(3).tensors.at("pixels")));
}

TEST_CASE("A few steps of training lower the loss of looks") {
  const Folder folder;
  auto task = task_of(folder.options());
  const double before = loss_of(*task, 1000);
  torch::optim::Adam adam(task->network().parameters(), 1e-2);
  for (int64_t step = 0; step < 80; ++step) {
    std::vector<Sample> samples;
    for (int64_t n = 16 * step; n < 16 * step + 16; ++n) samples.push_back(task->sample(n));
    adam.zero_grad();
    total_of(task->losses(stacked(samples))).backward();
    adam.step();
  }
  CHECK(loss_of(*task, 1000) < 0.9 * before);
}

TEST_CASE("Without drawn and plain looks all are those of the folder") {
  const Folder folder;
  auto options = folder.options();
  auto red = imaging::identity_table(2);
  for (int64_t i = 0; i < 8; ++i) red.node(i)[1] = red.node(i)[2] = 0;
  std::ofstream(folder / "red.cube") << colours::cube_text(red, "");
  options.looks = options.validation_looks = folder.path().string();
  options.drawn = options.plain = 0;
  const auto task = task_of(options);
  CHECK(task->info().data.find("1 looks of ") != std::string::npos);
  const auto pixels = task->validation_sample(0).tensors.at("pixels");
  CHECK(pixels[1].max().item<float>() <= 1.f / 255);
  CHECK(pixels[0].max().item<float>() > 0.1f);
}

TEST_CASE("A look task without photos is refused") {
  CHECK(test::keys_of(problems_of(LookTaskOptions())) == std::vector<std::string>{"photos.path"});
}
