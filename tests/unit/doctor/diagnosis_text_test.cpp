#include "lowlight/doctor/diagnosis.h"
#include "support/catch.h"

using namespace lowlight::doctor;

namespace {

Diagnosis small_diagnosis() {
  Diagnosis diagnosis;
  diagnosis.cause = {"zero_denominator", "A division by 0", {"in head"}, "Add eps."};
  diagnosis.files = {"a.png", "b.png"};
  return diagnosis;
}

}  // namespace

TEST_CASE("A report begins with what was not finite and its cause with evidence and remedy") {
  auto diagnosis = small_diagnosis();
  diagnosis.tripped = "loss term ssim";
  CHECK(
      diagnosis.text().starts_with("Not finite: loss term ssim\n"
                                   "A division by 0 [zero_denominator]\n"
                                   "  - in head\n"
                                   "  Try: Add eps.\n"));
}

TEST_CASE("A report names the suspects where there are some, else all files") {
  auto diagnosis = small_diagnosis();
  CHECK_THAT(diagnosis.text(), ContainsSubstring("Files of the batch: a.png b.png\n"));
  diagnosis.suspects = {"b.png"};
  CHECK_THAT(diagnosis.text(), ContainsSubstring("Files of that sample: b.png\n"));
}

TEST_CASE("A report counts what the producer made and shows the way to it") {
  auto diagnosis = small_diagnosis();
  diagnosis.producer = Producer{.place = "aten::div in head"};
  diagnosis.producer->output = {.shape = {2, 3}, .type = "Float", .count = 6, .nan = 1};
  diagnosis.producer->output.positive_infinite = 2;
  diagnosis.producer->output.first_bad = {1, 2};
  diagnosis.trail = {{"stem", 2.5}, {"head", 1e9}};
  CHECK_THAT(diagnosis.text(),
             ContainsSubstring("First in: aten::div in head\n"
                               "  Float [2, 3]: 1 NaN, 2 +Inf, 0 −Inf of 6, the first at [1, 2]") &&
                 ContainsSubstring("stem 2.5 → head 1e9 → here"));
}

TEST_CASE("A report lists other causes, warnings and every module with its role") {
  auto diagnosis = small_diagnosis();
  diagnosis.others = {{"learning_rate", "Too large", {}, ""}};
  diagnosis.warnings = {"values grow with depth"};
  diagnosis.modules = {{.name = "stem"}, {.name = "head", .role = Role::producer}};
  diagnosis.modules[0].coverage = 0.25;
  const auto text = diagnosis.text();
  CHECK_THAT(text, ContainsSubstring("Also: Too large [learning_rate]\n"));
  CHECK_THAT(text, ContainsSubstring("Note: values grow with depth\n"));
  CHECK_THAT(text, ContainsSubstring("healthy, mask covers 0.25\n"));
  CHECK_THAT(text, ContainsSubstring("  producer\n"));
  CHECK_FALSE(text.find("First in") != std::string::npos);
}
