#include "batch/faces_json.h"

#include "support/catch.h"

using namespace lowlight::batch;

TEST_CASE("Faces come back as they were, to a hundredth") {
  const Faces faces{{{{-3.25, 4, 20, 30}, 0.5}}, {{{1, 2, 3, 4}, 1}, {{5, 6, 7, 8.128}, 0.25}}};
  auto expected = faces;
  expected.after[1].box.height = 8.13;
  CHECK(faces_of_json(faces_to_json(faces)) == expected);
  CHECK(faces_of_json(faces_to_json(Faces{})) == Faces{});
  CHECK(faces_to_json(std::nullopt).is_null());
}

TEST_CASE("What is no list of faces is not read as one") {
  for (const auto* text : {R"(null)",
                           R"([])",
                           R"({"before": []})",
                           R"({"before": [], "after": [], "more": []})",
                           R"({"before": {}, "after": []})",
                           R"({"before": [], "after": [{"box": [1, 2, 3], "score": 1}]})",
                           R"({"before": [], "after": [{"box": [1, 2, 3, "4"], "score": 1}]})",
                           R"({"before": [], "after": [{"box": [1, 2, 3, 4]}]})"}) {
    INFO(text);
    CHECK_FALSE(faces_of_json(nlohmann::ordered_json::parse(text)));
  }
}
