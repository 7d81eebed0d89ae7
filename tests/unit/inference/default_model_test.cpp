#include "lowlight/inference/default_model.h"

#include <cstdlib>
#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight::inference;
namespace fs = std::filesystem;

namespace {

/// LOWLIGHT_MODEL for the length of a scope, and nothing afterwards.
struct ModelVariable {
  explicit ModelVariable(const char* value) { ::setenv("LOWLIGHT_MODEL", value, 1); }
  ~ModelVariable() { ::unsetenv("LOWLIGHT_MODEL"); }
};

}  // namespace

TEST_CASE("Weights that are asked for are the only place looked at") {
  const ModelVariable variable("from/the/environment");
  CHECK(model_places("mine.safetensors", kLookModel) == std::vector<fs::path>{"mine.safetensors"});
}

TEST_CASE("The environment names the weights where no option does") {
  const ModelVariable variable("from/the/environment");
  CHECK(model_places("", kLookModel) == std::vector<fs::path>{"from/the/environment"});
}

TEST_CASE("An empty environment variable is none") {
  const ModelVariable variable("");
  CHECK(model_places("", kLookModel).size() == 2);
}

TEST_CASE("Without a wish the installed tree comes before the source tree") {
  ::unsetenv("LOWLIGHT_MODEL");
  const auto places = model_places("", kLookModel);
  REQUIRE(places.size() == 2);
  const auto tree = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  CHECK(places[0] == tree / "share/lowlight/models" / kLookModel);
  CHECK(places[1] == fs::path(LOWLIGHT_SOURCE_DIR) / "models" / kLookModel);
}

TEST_CASE("The first place with a file wins and folders do not count") {
  const lowlight::test::TemporaryFolder folder;
  fs::create_directory(folder / "a");
  std::ofstream(folder / "b") << "weights";
  std::ofstream(folder / "c") << "weights";
  CHECK(find_model({folder / "none", folder / "a", folder / "b", folder / "c"}) == folder / "b");
}

TEST_CASE("Missing weights are an error that lists where they were looked for") {
  const lowlight::test::TemporaryFolder folder;
  try {
    find_model({folder / "one", folder / "two"});
    FAIL("found weights where there are none");
  } catch (const lowlight::CheckpointError& error) {
    REQUIRE(error.problems().size() == 2);
    CHECK(error.problems()[0] == "no file " + (folder / "one").string());
    CHECK(error.problems()[1] == "no file " + (folder / "two").string());
  }
}
