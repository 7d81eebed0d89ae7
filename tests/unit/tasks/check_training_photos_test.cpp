#include "lowlight/tasks/check_training_photos.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <map>

#include "lowlight/core/error.h"
#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using data::Fault;
using lowlight::test::PhotosInMemory;
using lowlight::test::synthetic_photo;

namespace {

std::map<std::string, data::CheckReport> checked(const std::string& config,
                                                 const std::vector<std::string>& settings) {
  const auto path = std::filesystem::path(LOWLIGHT_SOURCE_DIR) / "configs" / config;
  const auto reports = check_training_photos(io::read_config(path, settings));
  return {reports.begin(), reports.end()};
}

std::string packed(const std::filesystem::path& path, const std::vector<at::Tensor>& photos) {
  data::pack_photos(PhotosInMemory(photos), path);
  return path.string();
}

}  // namespace

TEST_CASE("Every set that a configuration names is checked for its own crops") {
  const test::TemporaryFolder folder;
  const auto photos = packed(folder / "a.safetensors", {synthetic_photo(70, 70, 1)});
  const auto reports = checked("unpaired.toml",
                               {"dark.path=" + photos,
                                "bright.path=" + photos,
                                "dark_crop.size=64",
                                "discriminator.layers=2",
                                "bright_crop.size=80"});
  CHECK(reports.size() == 2);
  CHECK(reports.at("dark").faults.empty());
  CHECK(reports.at("bright").count(Fault::too_small) == 1);
}

TEST_CASE("Styles may have masks and must be distinct and contents need neither") {
  const test::TemporaryFolder folder;
  const auto photo = synthetic_photo(90, 90, 1);
  const auto alpha = ((at::arange(90) < 60).to(at::kByte) * 255).expand({1, 90, 90});
  const auto both = packed(folder / "a.safetensors",
                           {at::cat({photo, alpha}), photo.to(at::kFloat).mul(0.9).to(at::kByte)});
  const auto reports = checked("tiny_style.toml", {"content.path=" + both, "style.path=" + both});
  CHECK(reports.at("content").count(Fault::channels) == 1);
  CHECK(reports.at("content").count(Fault::near_duplicate) == 0);
  CHECK(reports.at("style").count(Fault::channels) == 0);
  CHECK(reports.at("style").count(Fault::near_duplicate) == 1);
}

TEST_CASE("Pairs are checked as pairs and dark photos may have little contrast") {
  const test::TemporaryFolder folder;
  const auto first = synthetic_photo(150, 150, 1), second = synthetic_photo(150, 150, 2);
  const auto dark = packed(folder / "dark.safetensors", {first.div(12, "floor")}),
             bright = packed(folder / "bright.safetensors", {first, second});
  const auto reports =
      checked("paired.toml", {"photos.dark.path=" + dark, "photos.bright.path=" + bright});
  CHECK(reports.size() == 3);
  CHECK(reports.at("photos.dark").faults.empty());
  CHECK(reports.at("photos.bright").faults.empty());
  CHECK(reports.at("photos").count(Fault::pair) == 1);
  const auto taught = checked("pseudo_ground_truth.toml", {"photos.path=" + dark});
  CHECK(taught.at("photos").faults.empty());
  const auto same = checked("enhancer.toml", {"photos.path=" + dark});
  CHECK(same.at("photos").count(Fault::no_content) == 1);
}

TEST_CASE("A wrong configuration is an error and not a fault of photos") {
  CHECK_THROWS_AS(checked("enhancer.toml", {"trainer.stepz=1"}), ConfigError);
}
