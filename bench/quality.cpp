// Tables of picture quality: the enhancer beside simpler ways of brightening.
#include <ATen/ATen.h>
#include <torch/utils.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/data/darkening.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/inference/photo_enhancer.h"
#include "lowlight/metrics/brightness.h"
#include "lowlight/metrics/colour_difference.h"
#include "lowlight/metrics/meter.h"
#include "lowlight/metrics/noise.h"
#include "lowlight/metrics/psnr.h"
#include "lowlight/metrics/ssim.h"
#include "quality_methods.h"

namespace fs = std::filesystem;
using namespace lowlight;
using bench::Method;
using metrics::Better;
using metrics::Meter;

namespace {

/// A dark picture, and the well-lit one to reach (undefined where there is none).
struct Sample {
  imaging::Image dark;
  at::Tensor reference;
};

/// One column group of the table.
struct Scores {
  Meter psnr{Better::higher}, ssim{Better::higher}, difference{Better::lower};

  void add(const at::Tensor& output, const at::Tensor& reference) {
    psnr.add(metrics::psnr(output, reference));
    ssim.add(metrics::ssim(output, reference));
    difference.add(metrics::ciede2000(output, reference));
  }
};

/// One row.
struct Row {
  Scores plain, corrected;
  std::vector<double> noise;
};

imaging::Image rgb8(const fs::path& path) {
  return imaging::to_image(imaging::to_rgb8_tensor(codecs::read_photo(path).image),
                           imaging::BitDepth::u8);
}

std::vector<fs::path> photos_in(const fs::path& folder) {
  std::vector<fs::path> photos;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (codecs::format_of_name(entry.path())) photos.push_back(entry.path());
  }
  std::ranges::sort(photos);
  return photos;
}

/// "NAME" of NAME_dark.jpg, NAME_dark3.png …, and "" of every other name.
std::string scene_of(const fs::path& path) {
  const std::string stem = path.stem().string();
  const size_t mark = stem.rfind("_dark");
  const bool numbered = mark != std::string::npos &&
                        std::all_of(stem.begin() + long(mark) + 5, stem.end(), ::isdigit);
  return numbered ? stem.substr(0, mark) : "";
}

fs::path bright_of(const fs::path& dark) {
  for (const char* ending : {".jpg", ".png", ".jpeg", ".tif", ".webp"}) {
    const fs::path bright = dark.parent_path() / (scene_of(dark) + "_bright" + ending);
    if (fs::exists(bright)) return bright;
  }
  throw DataError(dark.string(), {"there is no bright picture for it"});
}

void measure(const std::vector<Method>& methods, const Sample& sample, std::vector<Row>& rows) {
  const auto input = imaging::to_rgb8_tensor(sample.dark);
  const auto patches = metrics::flat_patches(input);
  for (size_t i = 0; i < methods.size(); ++i) {
    const auto output = methods[i].run(sample.dark);
    if (sample.reference.defined()) {
      rows[i].plain.add(output, sample.reference);
      rows[i].corrected.add(metrics::mean_corrected(output, sample.reference), sample.reference);
    }
    const auto gains = metrics::noise_gain(input, output, patches).gains;
    rows[i].noise.insert(rows[i].noise.end(), gains.begin(), gains.end());
  }
}

double median(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + long(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

void print_scores(const Scores& scores) {
  std::printf(" %.2f | %.4f | %.3f | %.2f | %.4f | %.2f |",
              scores.psnr.mean(),
              scores.ssim.mean(),
              scores.difference.mean(),
              scores.psnr.worst(),
              scores.ssim.worst(),
              scores.difference.worst());
}

void print_table(const std::vector<Method>& methods, const std::vector<Row>& rows) {
  std::printf("%lld pictures, %zu flat patches\n\n",
              static_cast<long long>(rows[0].plain.psnr.count),
              rows[0].noise.size());
  std::printf(
      "| method | PSNR | SSIM | ΔE2000 | worst PSNR | SSIM | ΔE2000 | mean-corrected PSNR | SSIM | "
      "ΔE2000 | worst PSNR | SSIM | ΔE2000 | noise gain, median |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < methods.size(); ++i) {
    std::printf("| %s |", methods[i].name.c_str());
    print_scores(rows[i].plain);
    print_scores(rows[i].corrected);
    std::printf(" %.2f |\n", median(rows[i].noise));
  }
}

using Samples = std::function<Sample(const fs::path&, size_t)>;

/// Measures the photos of a folder that `wanted` picks, as `sample` makes pairs of them.
void run_table(const std::vector<Method>& methods,
               std::vector<fs::path> photos,
               const Samples& sample) {
  if (photos.empty()) throw DataError("quality", {"the folder holds no photo of this kind"});
  std::vector<Row> rows(methods.size());
  for (size_t i = 0; i < photos.size(); ++i) measure(methods, sample(photos[i], i), rows);
  print_table(methods, rows);
}

Sample pair_sample(const fs::path& dark, size_t) {
  return {rgb8(dark), imaging::to_rgb8_tensor(rgb8(bright_of(dark)))};
}

/// The photo is its own reference: what is changed that needed no change?
Sample identity_sample(const fs::path& photo, size_t) {
  auto image = rgb8(photo);
  auto reference = imaging::to_rgb8_tensor(image);
  return {std::move(image), std::move(reference)};
}

Sample darkened_sample(const fs::path& photo, size_t index) {
  constexpr int64_t kSide = 512;
  constexpr uint64_t kSeed = 1;
  RandomStream random{kSeed, index};
  const auto picture = imaging::shrink(codecs::read_photo(photo).image, kSide);
  const data::DarkeningOptions options{.untouched = 0};
  const auto dark = data::darkened(picture, data::draw_darkening(options, random), random);
  return {imaging::to_image(dark, imaging::BitDepth::u8),
          imaging::to_rgb8_tensor(imaging::to_image(picture, imaging::BitDepth::u8))};
}

Sample lone_sample(const fs::path& photo, size_t) { return {rgb8(photo), {}}; }

std::vector<fs::path> dark_photos_in(const fs::path& folder) {
  auto photos = photos_in(folder);
  std::erase_if(photos, [](const fs::path& path) { return scene_of(path).empty(); });
  return photos;
}

/// The enhancer as it comes, which is the closed form, and beside it what its network makes of it.
std::vector<Method> methods_with(const std::string& model,
                                 const std::string& device,
                                 bool stored_look) {
  auto methods = bench::simple_methods();
  const auto add = [&](const char* name, bool look) {
    methods.push_back(bench::enhancer_method(
        name,
        inference::make_photo_enhancer({.stored_look = look, .model = model, .device = device})));
  };
  if (!model.empty()) add("enhancer, no network", false);
  if (stored_look) add("enhancer, stored look", true);
  return methods;
}

int run(int argc, char* argv[]) {
  CLI::App app("Tables of picture quality, as markdown");
  app.require_subcommand(1);
  std::string model, device = "cpu";
  fs::path folder;
  bool stored_look = false;
  auto* weights =
      app.add_option("--model", model, "Weights of the enhancer; without it, it is left out");
  app.add_flag(
         "--stored-look", stored_look, "Also the enhancer with its network, whose look is stored")
      ->needs(weights);
  app.add_option("--device", device, "Where the enhancer's network runs");
  const auto add = [&](const char* name, const char* what) {
    auto* command = app.add_subcommand(name, what);
    command->add_option("DIR", folder)->required()->check(CLI::ExistingDirectory);
    return command;
  };
  const auto* pairs = add("pairs", "NAME_dark.* beside NAME_bright.*");
  const auto* brackets = add("brackets", "NAME_darkK.* beside NAME_bright.*");
  const auto* identity = add("identity", "Well-lit photos: how much is changed");
  const auto* darkened = add("darkened", "Well-lit photos, darkened as a camera would");
  add("noise", "Dark photos without a reference: noise on flat patches");
  CLI11_PARSE(app, argc, argv);

  const at::NoGradGuard no_gradients;
  const auto methods = methods_with(model, device, stored_look);
  if (pairs->parsed() || brackets->parsed()) {
    run_table(methods, dark_photos_in(folder), pair_sample);
  } else {
    run_table(methods,
              photos_in(folder),
              identity->parsed()   ? identity_sample
              : darkened->parsed() ? darkened_sample
                                   : lone_sample);
  }
  return 0;
}

}  // namespace

int main(int argc, char* argv[]) try {
  return run(argc, argv);
} catch (const std::exception& error) {
  std::fprintf(stderr, "quality: %s\n", error.what());
  return 1;
}
