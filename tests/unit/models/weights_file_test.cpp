#include "lowlight/models/weights_file.h"

#include <torch/types.h>

#include <limits>

#include "lowlight/io/safetensors.h"
#include "lowlight/models/look_finder.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::models;

TEST_CASE("Every tensor with a number that is none is named, whatever its type") {
  const test::TemporaryFolder folder;
  const auto path = folder / "a.safetensors";
  const io::NamedTensors sound{{"a", torch::ones({2, 3})},
                               {"b", torch::ones({2}, at::kHalf)},
                               {"c", torch::arange(5)},
                               {"d", torch::ones({0})}};
  io::write_safetensors(path, {sound, {}});
  CHECK(read_weights(path).size() == 4);
  auto spoilt = sound;
  spoilt["a"] = torch::full({2, 3}, std::numeric_limits<double>::quiet_NaN());
  spoilt["b"] = torch::full({2}, -std::numeric_limits<double>::infinity(), at::kHalf);
  io::write_safetensors(path, {spoilt, {}});
  try {
    read_weights(path);
    FAIL("nothing was thrown");
  } catch (const CheckpointError& error) {
    CHECK(error.where() == path.string());
    CHECK(error.problems() ==
          std::vector<std::string>{"a holds NaN or infinity", "b holds NaN or infinity"});
  }
}

TEST_CASE("Options of a checkpoint are checked as those of a file") {
  const auto read = [](const char* text) {
    return options_of<LookFinderOptions>({kLookNetwork, text, 0, "", ""}, "a.safetensors");
  };
  CHECK(read(R"({"hidden": 20})").hidden == 20);
  for (const auto* text : {R"({"hidden": 5000})", R"({"width": 5})", "{", R"({"nodes": "9"})"})
    CHECK_THROWS_AS(read(text), CheckpointError);
  CHECK_THROWS_WITH(read(R"({"hidden": 0, "nodes": 99})"),
                    ContainsSubstring("hidden") && ContainsSubstring("nodes"));
}

TEST_CASE("What needs far more numbers than a file holds is refused") {
  const io::NamedTensors tensors{{"a", torch::ones({10})}, {"b", torch::ones({2, 3})}};
  require_numbers(tensors, 16, "a.safetensors");
  require_numbers(tensors, 16 * 16, "a.safetensors");
  CHECK_THROWS_AS(require_numbers(tensors, 17 * 16, "a.safetensors"), CheckpointError);
  CHECK_THROWS_WITH(require_numbers({}, 1600, "a.safetensors"), ContainsSubstring("1600"));
}
