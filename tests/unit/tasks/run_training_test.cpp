#include "lowlight/tasks/run_training.h"

#include <ATen/ATen.h>

#include <cmath>
#include <fstream>
#include <map>

#include "lowlight/core/error.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/photo_files.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"
#include "tasks/configured_task.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

namespace fs = std::filesystem;

const fs::path kConfigs = fs::path(LOWLIGHT_SOURCE_DIR) / "configs";
using SelfSupervisedConfig = TrainConfig<SelfSupervisedOptions>;

const auto never = [] { return false; };

struct Warnings : TrainObserver {
  void on_warning(const std::string& text) override { texts.push_back(text); }
  std::vector<std::string> texts;
};

void pack_some(const fs::path& path) {
  data::pack_photos(
      PhotosInMemory(
          {synthetic_photo(80, 90, 1), synthetic_photo(80, 90, 2), synthetic_photo(70, 90, 3)}),
      path);
}

io::Config tiny(const std::string& name,
                const fs::path& folder,
                const std::vector<std::string>& settings) {
  std::vector<std::string> all = {"run_folder=" + (folder / "run").string(),
                                  "trainer.steps=2",
                                  "trainer.batch=2",
                                  "trainer.loader.workers=1"};
  all.insert(all.end(), settings.begin(), settings.end());
  return io::read_config(kConfigs / name, all);
}

std::vector<std::string> with(std::vector<std::string> settings, const std::string& more) {
  settings.push_back(more);
  return settings;
}

constexpr char kDetector[] =
    "weights.detection.detector=" LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors";

}  // namespace

TEST_CASE("Every configuration that ships trains in its mode") {
  const test::TemporaryFolder folder;
  pack_some(folder / "photos.safetensors");
  const auto photos = "path=" + (folder / "photos.safetensors").string();
  const std::vector<std::string> style = {"content." + photos,
                                          "style." + photos,
                                          "validation.content." + photos,
                                          "validation.style." + photos,
                                          "crop.size=64",
                                          "network.base_channels=8",
                                          "features.vgg.base_width=4"};
  const auto painter = with(style, "features.weights=");
  const std::vector<std::string> enhancer = {
      "photos." + photos, "validation." + photos, "pairs.crop.size=48"};
  const std::vector<std::string> paired = {"photos.dark." + photos,
                                           "photos.bright." + photos,
                                           "validation.dark." + photos,
                                           "validation.bright." + photos,
                                           "pairs.crop.size=48"};
  const std::vector<std::string> unpaired = {"dark." + photos,
                                             "bright." + photos,
                                             "validation." + photos,
                                             "discriminator.base_channels=4",
                                             "features.vgg.base_width=4"};
  const std::vector<std::string> look = {
      "photos." + photos, "validation." + photos, "looks=", "network.bases=4", "network.nodes=3"};
  const std::map<std::string, std::vector<std::string>> settings = {
      {"look.toml", look},
      {"tiny_look.toml", look},
      {"enhancer.toml", enhancer},
      {"tiny_enhancer.toml", enhancer},
      {"detection.toml", with(enhancer, kDetector)},
      {"paired.toml", paired},
      {"tiny_paired.toml", paired},
      {"pseudo_ground_truth.toml", enhancer},
      {"tiny_pseudo_ground_truth.toml", enhancer},
      {"unpaired.toml", unpaired},
      {"tiny_unpaired.toml", unpaired},
      {"style.toml", style},
      {"partial_oct.toml", style},
      {"tiny_style.toml", style},
      {"painter.toml", painter},
      {"tiny_painter.toml", painter},
  };
  for (const auto& entry : fs::directory_iterator(kConfigs)) {
    const auto name = entry.path().filename().string();
    CAPTURE(name);
    REQUIRE(settings.contains(name));
    struct Judged : Warnings {
      void on_validation(const ValidationReport& report) override { reports.push_back(report); }
      std::vector<ValidationReport> reports;
    } observer;
    const auto config = tiny(name, folder / name, settings.at(name));
    const auto report = run_training(config, false, observer, never);
    CHECK(report.outcome == Outcome::finished);
    CHECK(observer.texts.empty());
    CHECK(io::read_checkpoint_info(folder / name / "run/weights.safetensors").step == 2);
    REQUIRE(observer.reports.size() == 1);
    CHECK(std::isfinite(observer.reports[0].loss));
    CHECK(observer.reports[0].metrics.empty() == name.ends_with("look.toml"));
  }
}

TEST_CASE("The tiny style network trains with a plain style encoder too") {
  const test::TemporaryFolder folder;
  pack_some(folder / "photos.safetensors");
  const auto photos = "path=" + (folder / "photos.safetensors").string();
  Warnings observer;
  const auto config = tiny("tiny_style.toml",
                           folder.path(),
                           {"content." + photos,
                            "style." + photos,
                            "network.partial_style_encoder=false",
                            "features.vgg.base_width=4"});
  CHECK(run_training(config, false, observer, never).outcome == Outcome::finished);
}

TEST_CASE("The settings of a run can be written and read back") {
  const auto config = io::options_from_config<SelfSupervisedConfig>(
      io::read_config(kConfigs / "enhancer.toml", {"trainer.schedule.warm_up=123"}));
  const auto again = io::options_from_config<SelfSupervisedConfig>(
      io::parse_config(io::write_config(config), "again"));
  CHECK(io::write_config(again) == io::write_config(config));
  CHECK(again.trainer.schedule.warm_up == 123);
}

TEST_CASE("All wrong keys and values are listed at once with place and nearest name") {
  const auto config = io::parse_config(
      "task = \"self_supervised\"\n[trainer]\nstepz = 5\nbatch = \"x\"\n[photo]\npath = \"p\"\n",
      "my.toml",
      {"pairs.crop.sise=3"});
  Warnings warnings;
  CHECK_THROWS_WITH(
      run_training(config, false, warnings, never),
      ContainsSubstring("my.toml") && ContainsSubstring("did you mean 'trainer.steps'?") &&
          ContainsSubstring("line 3") && ContainsSubstring("trainer.batch must be an integer") &&
          ContainsSubstring("did you mean 'photos.path'?") &&
          ContainsSubstring("did you mean 'pairs.crop.size'?"));
}

TEST_CASE("An unknown or missing task is an error that lists the tasks") {
  Warnings warnings;
  for (const auto* text : {"", "task = \"magic\"\n", "task = 3\n"}) {
    CHECK_THROWS_WITH(run_training(io::parse_config(text, "c"), false, warnings, never),
                      ContainsSubstring("task must be one of: look, paired, pseudo_ground_truth, "
                                        "self_supervised, style, unpaired"));
  }
}

TEST_CASE(
    "A run leaves weights, state, log and settings, is not overwritten, and resumes with warnings "
    "of changes") {
  const test::TemporaryFolder folder;
  pack_some(folder / "photos.safetensors");
  const auto photos = "photos.path=" + (folder / "photos.safetensors").string();
  Warnings warnings;
  CHECK(run_training(tiny("tiny_enhancer.toml", folder.path(), {photos}), false, warnings, never)
            .step == 2);
  for (const auto* name :
       {"weights.safetensors", "state-2.safetensors", "log.jsonl", "config.toml", "report.html"}) {
    CHECK(fs::exists(folder / "run" / name));
  }
  const auto kept =
      io::options_from_config<SelfSupervisedConfig>(io::read_config(folder / "run/config.toml"));
  CHECK(kept.trainer.steps == 2);
  CHECK_THROWS_WITH(
      run_training(tiny("tiny_enhancer.toml", folder.path(), {photos}), false, warnings, never),
      ContainsSubstring("holds a run already"));
  CHECK(warnings.texts.empty());

  const auto longer = tiny("tiny_enhancer.toml", folder.path(), {photos, "trainer.steps=3"});
  CHECK(run_training(longer, true, warnings, never).step == 3);
  REQUIRE(warnings.texts.size() == 1);
  CHECK_THAT(warnings.texts[0],
             ContainsSubstring("trainer.steps") && ContainsSubstring("3") &&
                 ContainsSubstring("was") && ContainsSubstring("2"));
}

TEST_CASE("There must be a run to resume") {
  const test::TemporaryFolder folder;
  Warnings warnings;
  CHECK_THROWS_WITH(
      run_training(
          tiny("tiny_enhancer.toml", folder.path(), {"photos.path=x"}), true, warnings, never),
      ContainsSubstring("holds no run to resume"));
}

TEST_CASE("Training starts from given weights and says so in the new ones") {
  const test::TemporaryFolder folder;
  pack_some(folder / "photos.safetensors");
  const auto photos = "photos.path=" + (folder / "photos.safetensors").string();
  Warnings warnings;
  run_training(tiny("tiny_enhancer.toml", folder.path(), {photos}), false, warnings, never);
  const auto parent = (folder / "run/weights.safetensors").string();
  const auto second = (folder / "second").string();
  run_training(tiny("tiny_enhancer.toml",
                    folder.path(),
                    {photos, "start_from=" + parent, "run_folder=" + second, "trainer.seed=9"}),
               false,
               warnings,
               never);
  const auto info = io::read_checkpoint_info(fs::path(second) / "weights.safetensors");
  CHECK(info.parent == parent);
  CHECK(info.step == 2);
}

TEST_CASE("Packed photos and their configuration train as the originals do") {
  const test::TemporaryFolder folder;
  pack_some(folder / "photos.safetensors");
  const auto path = (folder / "photos.safetensors").string();
  Warnings warnings;
  const auto config =
      tiny("tiny_style.toml", folder.path(), {"content.path=" + path, "style.path=" + path});
  pack_training_photos(config, folder / "packed", warnings);
  run_training(config, false, warnings, never);
  const auto repacked =
      io::read_config(folder / "packed/config.toml", {"run_folder=" + (folder / "again").string()});
  run_training(repacked, false, warnings, never);
  CHECK(io::read_checkpoint_info(folder / "again/weights.safetensors").network == "style");
  io::TensorFile first = io::read_safetensors(folder / "run/weights.safetensors");
  io::TensorFile again = io::read_safetensors(folder / "again/weights.safetensors");
  for (const auto& [name, tensor] : first.tensors) CHECK(at::equal(tensor, again.tensors.at(name)));
}

TEST_CASE("A run with boxes says what it leaves out, and a packed set keeps them") {
  const test::TemporaryFolder folder;
  pack_some(folder / "photos.safetensors");
  std::ofstream(folder / "faces.txt") << "photo 0\n2\n20 10 40 40\n0 0 0 0\nphoto 1\n0\n"
                                      << "photo 2\n1\n5 5 30 50\n";
  auto config = tiny("detection.toml",
                     folder.path(),
                     {"photos.path=" + (folder / "photos.safetensors").string(),
                      "photos.boxes=" + (folder / "faces.txt").string(),
                      kDetector,
                      "pairs.crop.size=64",
                      "network.base_channels=4"});
  struct Notes : Warnings {
    void on_start(int64_t, int64_t, const std::vector<std::string>& notes) override {
      texts = notes;
    }
    void on_step(const StepReport& step) override { terms = step.terms; }
    std::vector<NamedValue> terms;
  } run;
  pack_training_photos(config, folder / "packed", run);
  fs::remove(folder / "faces.txt");
  config = io::read_config(folder / "packed/config.toml", {});
  run_training(config, false, run, never);
  CHECK_THAT(run.texts.at(0), ContainsSubstring("2 boxes on 2 of 3 photos, 1 left out"));
  CHECK_THAT(run.texts.at(1), ContainsSubstring("line 4, photo 0: the box has no area"));
  REQUIRE(run.terms.back().first == "detection.objectness");
  CHECK(run.terms.back().second > 0);
}

TEST_CASE("A packed set trains although a photo that has boxes could not be read") {
  const test::TemporaryFolder folder;
  for (const auto* name : {"a.png", "b.png"})
    test::write_png(folder / "photos" / name, synthetic_photo(80, 90, name[0]));
  std::ofstream(folder / "photos/cut.png") << "no picture";
  std::ofstream(folder / "faces.txt") << "a.png\n1\n20 10 40 40\ncut.png\n1\n1 1 9 9\nb.png\n0\n";
  const auto config = tiny("detection.toml",
                           folder.path(),
                           {"photos.path=" + (folder / "photos").string(),
                            "photos.boxes=" + (folder / "faces.txt").string(),
                            kDetector,
                            "pairs.crop.size=64",
                            "network.base_channels=4"});
  Warnings run;
  pack_training_photos(config, folder / "packed", run);
  REQUIRE(run.texts.size() == 1);
  CHECK_THAT(run.texts[0], ContainsSubstring("cut.png"));
  CHECK_NOTHROW(
      run_training(io::read_config(folder / "packed/config.toml", {}), false, run, never));
}
