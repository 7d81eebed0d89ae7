// Tables of picture quality: the enhancer beside simpler ways of brightening.
#include <torch/utils.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/inference/photo_enhancer.h"
#include "painting.h"
#include "quality_blend.h"
#include "quality_darkness.h"
#include "quality_faces.h"
#include "quality_methods.h"
#include "quality_samples.h"
#include "quality_table.h"
#include "quality_trust.h"

namespace fs = std::filesystem;
using namespace lowlight;
using namespace lowlight::bench;

namespace {

/// Makes a sample of a photo and its number in the folder.
using MakeSample = std::function<Sample(const fs::path&, size_t)>;

void print_photos(const std::vector<Method>& methods,
                  const std::vector<fs::path>& photos,
                  const MakeSample& make) {
  print_quality_table(methods, photos.size(), [&](size_t i) { return make(photos[i], i); });
}

/// What calming does for noise, and to detail where there is none.
void print_calming(const std::vector<Method>& methods,
                   const fs::path& well_lit,
                   const fs::path& dark) {
  for (const SensorNoise& noise : {SensorNoise{"no noise", 0, 0, false},
                                   SensorNoise{"weak noise", 1e-4, 2e-7, false},
                                   SensorNoise{"strong noise", 6e-4, 2e-6, false},
                                   SensorNoise{"weak noise, demosaiced", 1e-4, 2e-7, true},
                                   SensorNoise{"strong noise, demosaiced", 6e-4, 2e-6, true}}) {
    std::printf("\n4.5 EV too dark, %s: ", noise.name);
    print_photos(methods, photos_in(well_lit), [&](const fs::path& photo, size_t index) {
      return underexposed_sample(photo, index, noise);
    });
  }
  std::printf("\nDark photos, long side at most %d: ", int(kSampleSide));
  print_photos(
      methods, photos_in(dark), [](const auto& photo, size_t) { return small_lone_sample(photo); });
  std::printf("\nDark photos at their own size: ");
  print_photos(
      methods, photos_in(dark), [](const auto& photo, size_t) { return lone_sample(photo); });
}

/// What quality is compared of.
struct Wanted {
  bool only_enhancer = false;
  bool faces = false;
  std::vector<fs::path> trained;
  std::string device = "cpu";
};

/// The trained enhancers that are named; or else the simple methods, the enhancer as it comes,
/// which is the closed form, and that without calming.
std::vector<Method> methods_of(const Wanted& wanted) {
  if (!wanted.trained.empty()) {
    std::vector<Method> trained;
    for (const auto& weights : wanted.trained) trained.push_back(trained_method(weights));
    return trained;
  }
  auto methods = wanted.only_enhancer ? std::vector<Method>{} : simple_methods();
  const auto add = [&](const char* name, const inference::EnhanceSettings& settings) {
    methods.push_back(enhancer_method(name, inference::make_photo_enhancer(settings)));
  };
  add("closed form", {.device = "cpu"});
  add("closed form, no calming", {.denoise = 0, .device = "cpu"});
  if (wanted.faces) add("closed form, --faces", {.faces = true, .device = "cpu"});
  return methods;
}

/// What trust tells of the closed form, and what is gained by blending it with more careful ones.
void print_trust_and_blends(const Method& closed_form, const fs::path& well_lit) {
  print_trust(closed_form, well_lit);
  const auto of = [](const char* name, const inference::EnhanceSettings& settings) {
    return enhancer_method(name, inference::make_photo_enhancer(settings));
  };
  print_blends(closed_form,
               {of("calmed four times as much", {.denoise = 4, .device = "cpu"}),
                of("half of the change", {.strength = 0.5, .device = "cpu"})},
               well_lit);
}

CLI::App* add_painting(CLI::App& app, PaintingBench& painting) {
  auto* command = app.add_subcommand("painting", "Photos painted by the hands of paintings");
  command->add_option("CONTENTS", painting.contents)->required()->check(CLI::ExistingDirectory);
  command->add_option("STYLES", painting.styles)->required()->check(CLI::ExistingDirectory);
  command->add_option("--paint-model", painting.model, "Weights other than those that ship");
  command->add_option("--results", painting.results, "A folder for the painted pictures");
  command->add_option("--side", painting.side, "The long side of both")->check(CLI::PositiveNumber);
  return command;
}

CLI::App* add_faces(CLI::App& app, FacesBench& faces) {
  auto* command =
      app.add_subcommand("faces", "Photos with faces, darkened; dark photos: faces by method");
  command->add_option("DIR", faces.well_lit)->required()->check(CLI::ExistingDirectory);
  command->add_option("DARK", faces.dark)->required()->check(CLI::ExistingDirectory);
  command->add_option("--draws", faces.draws, "Draws of noise")->check(CLI::PositiveNumber);
  return command;
}

int run(int argc, char* argv[]) {
  CLI::App app("Tables of picture quality, as markdown");
  app.require_subcommand(1);
  Wanted wanted;
  fs::path folder, dark_folder, photos_folder;
  app.add_flag("--only-enhancer", wanted.only_enhancer, "Without the simple methods");
  app.add_option("--trained", wanted.trained, "Weights of enhancers, and nothing else");
  app.add_option("--device", wanted.device, "Where a network runs");
  const auto add = [&](const char* name, const char* what) {
    auto* command = app.add_subcommand(name, what);
    command->add_option("DIR", folder)->required()->check(CLI::ExistingDirectory);
    return command;
  };
  const auto* pairs = add("pairs", "NAME_darkK.* beside NAME_bright.*, such as exposure brackets");
  const auto* identity = add("identity", "Well-lit photos: how much is changed");
  const auto* darkened = add("darkened", "Well-lit photos, darkened as a camera would");
  auto* calming = add("calming", "Well-lit photos, darkened 4.5 EV with known noise; dark photos");
  calming->add_option("DARK", dark_folder)->required()->check(CLI::ExistingDirectory);
  auto* darkness = add("darkness", "Brackets and well-shot photos: the line between, left one out");
  darkness->add_option("PHOTOS", photos_folder)->required()->check(CLI::ExistingDirectory);
  FacesBench faces_bench;
  const auto* faces = add_faces(app, faces_bench);
  const auto* trust = add("trust", "Well-lit photos, darkened: is it told what holds no signal?");
  add("noise", "Dark photos without a reference: noise and blotches on flat patches");
  PaintingBench painting;
  const auto* paint = add_painting(app, painting);
  CLI11_PARSE(app, argc, argv);

  const at::NoGradGuard no_gradients;
  if (paint->parsed()) {
    painting.device = wanted.device;
    print_painting_table(painting);
    return 0;
  }
  if (darkness->parsed()) {
    print_darkness(folder, photos_folder);
    return 0;
  }
  wanted.faces = faces->parsed();
  const auto methods = methods_of(wanted);
  if (trust->parsed()) {
    print_trust_and_blends(methods.at(methods.size() - 2), folder);
    return 0;
  }
  if (faces->parsed()) {
    print_faces(methods, faces_bench);
  } else if (calming->parsed()) {
    print_calming(methods, folder, dark_folder);
  } else if (darkened->parsed()) {
    print_photos(methods, photos_in(folder), darkened_sample);
  } else {
    const bool paired = pairs->parsed();
    print_photos(methods,
                 paired ? dark_photos_in(folder) : photos_in(folder),
                 [&](const auto& photo, size_t) {
                   return paired               ? pair_sample(photo)
                          : identity->parsed() ? identity_sample(photo)
                                               : lone_sample(photo);
                 });
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
