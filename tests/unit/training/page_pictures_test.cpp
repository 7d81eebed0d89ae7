#include "training/page_pictures.h"

#include <torch/types.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("Pictures of a batch are small and eight at most") {
  const auto galleries = batch_pictures({{"image", torch::rand({20, 3, 40, 300})}});
  REQUIRE(galleries.size() == 1);
  const auto& pictures = galleries[0]["pictures"];
  REQUIRE(pictures.size() == 8);
  CHECK(pictures[7]["width"] == 128);
  CHECK(pictures[7]["height"] == 17);
  CHECK(pictures[7]["caption"] == "image of sample 7");
  CHECK(pictures[7]["source"].get<std::string>().starts_with("data:image/png;base64,"));
}

TEST_CASE("One bad value is counted and seen") {
  const auto grey = torch::full({1, 3, 300, 300}, 0.5);
  const auto healthy = batch_pictures({{"x", grey}})[0]["pictures"][0];
  const auto spoilt = grey.clone();
  spoilt[0][1][299][0] = std::numeric_limits<float>::quiet_NaN();
  const auto sick = batch_pictures({{"x", spoilt}})[0]["pictures"][0];
  CHECK(sick["caption"] == "x of sample 0, 1 not finite, in red");
  CHECK(sick["source"] != healthy["source"]);
}

TEST_CASE("Values outside 0 and 1 are stretched") {
  const auto shown = batch_pictures({{"x", torch::full({1, 1, 4, 4}, -2.0)}});
  CHECK(shown[0]["pictures"][0]["caption"] == "x of sample 0, shown from −2 to −2");
}

TEST_CASE("Tensors that are no pictures are left out") {
  CHECK(batch_pictures({{"a", at::Tensor()},
                        {"b", torch::zeros({3})},
                        {"c", torch::zeros({2, 5, 4, 4})},
                        {"d", torch::zeros({0, 3, 4, 4})}})
            .empty());
}

TEST_CASE("Samples stand in rows with a column for each kind") {
  const auto data = sample_pictures(
      {.input = torch::zeros({2, 3, 400, 200}), .well_lit_output = torch::ones({2, 3, 8, 8})});
  CHECK(data["columns"] == 2);
  CHECK(data["names"][1] == "well lit output");
  REQUIRE(data["pictures"].size() == 4);
  CHECK(data["pictures"][0]["height"] == 192);
  CHECK(data["pictures"][0]["width"] == 96);
  CHECK(data["pictures"][3]["width"] == 8);
  CHECK(data["pictures"][3]["caption"] == "well lit output of sample 2");
  CHECK(sample_pictures({}).is_null());
}
