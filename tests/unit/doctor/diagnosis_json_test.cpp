#include "doctor/diagnosis_json.h"

#include <limits>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::doctor;

namespace {

/// Something in every member.
Diagnosis full_diagnosis() {
  Diagnosis diagnosis;
  diagnosis.reproduced = true;
  diagnosis.tripped = "loss term ssim";
  diagnosis.error = "none";
  diagnosis.producer = Producer{.place = "aten::div in head", .operation = "aten::div"};
  diagnosis.producer->output = {.shape = {2, 3}, .type = "Float", .count = 6, .nan = 1};
  diagnosis.producer->output.first_bad = {1, 2};
  diagnosis.files = {"a.png", "b.png"};
  diagnosis.suspects = {"b.png"};
  diagnosis.trail = {{"head", 0.5}, {"tail", std::numeric_limits<double>::infinity()}};
  diagnosis.cause = {"zero_denominator", "A division by 0", {"in head"}, "Add eps."};
  diagnosis.others = {{"learning_rate", "", {}, ""}};
  ModuleReport module{.name = "head", .operations = 3, .role = Role::producer};
  module.coverage = 0.25;
  module.mask_range = {-1, 2};
  module.weights = {{"head.weight", {.count = 1}, std::nullopt}};
  module.weights.push_back({"head.bias", {.count = 2}, TensorStatistics{.count = 2}});
  diagnosis.modules = {module};
  diagnosis.warnings = {"values grow with depth"};
  return diagnosis;
}

}  // namespace

TEST_CASE("Every member of a diagnosis comes back from JSON") {
  const auto diagnosis = full_diagnosis();
  CHECK(diagnosis_from_json(diagnosis_to_json(diagnosis), "x") == diagnosis);
  CHECK(diagnosis_from_json(diagnosis_to_json({}), "x") == Diagnosis());
}

TEST_CASE("The value and the text of a diagnosis say the same") {
  const auto diagnosis = full_diagnosis();
  CHECK(io::Json::parse(diagnosis_to_json(diagnosis)) == json_of(diagnosis));
  CHECK(json_of(diagnosis)["trail"][1]["magnitude"] == "Infinity");
  CHECK(json_of(diagnosis)["modules"][0]["role"] == "producer");
  CHECK(json_of(diagnosis)["modules"][0]["weights"][0]["gradient"].is_null());
}

TEST_CASE("What is not UTF-8 is replaced in the text") {
  Diagnosis diagnosis;
  diagnosis.error = "caf\xe9";
  CHECK(diagnosis_from_json(diagnosis_to_json(diagnosis), "x").error == "caf\xef\xbf\xbd");
}

TEST_CASE("A member of the wrong kind or a missing one is refused by the name of the text") {
  auto json = json_of(full_diagnosis());
  for (const auto& [member, value] : std::vector<std::pair<std::string, io::Json>>{
           {"reproduced", 1},
           {"files", "a.png"},
           {"trail", {{{"place", "x"}, {"magnitude", "1"}}}}}) {
    auto broken = json;
    broken[member] = value;
    CAPTURE(member);
    CHECK_THROWS_AS(diagnosis_from_json(broken.dump(), "x"), ConfigError);
    broken.erase(member);
    CHECK_THROWS_WITH(diagnosis_from_json(broken.dump(), "report.json"),
                      ContainsSubstring("report.json"));
  }
}
