#include "lowlight/core/error.h"

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("An error names its place and lists all problems") {
  const ConfigError error("train.toml", {"lr must be a number", "steps is missing"});
  CHECK(error.where() == "train.toml");
  CHECK(error.problems().size() == 2);
  CHECK(std::string(error.what()) ==
        "train.toml: 2 problems\n  lr must be a number\n  steps is missing");
}

TEST_CASE("An error with one problem is one line") {
  CHECK(std::string(ImageError("a.jpg", {"truncated"}).what()) == "a.jpg: truncated");
}

TEST_CASE("Typed errors can be told apart and caught together") {
  CHECK_THROWS_AS(throw CheckpointError("x", {"y"}), Error);
  CHECK_THROWS_AS(throw CheckpointError("x", {"y"}), CheckpointError);
}
