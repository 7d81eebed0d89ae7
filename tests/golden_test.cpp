// Every golden case, in single precision. LOWLIGHT_GOLDEN_DIR names another folder of cases.
#include <cstdlib>
#include <iostream>

#include "golden_runners/runners.h"
#include "support/catch.h"

using namespace lowlight::test;

namespace {

std::filesystem::path own_cases() { return std::filesystem::path(LOWLIGHT_TEST_DATA) / "golden"; }

std::filesystem::path cases_to_run() {
  const char* elsewhere = std::getenv("LOWLIGHT_GOLDEN_DIR");
  return elsewhere && *elsewhere ? std::filesystem::path(elsewhere) : own_cases();
}

GoldenCase a_case() { return GoldenCase(own_cases() / "oct_conv_01_middle.safetensors"); }

}  // namespace

TEST_CASE("Every golden case is met within its tolerance") {
  const auto files = golden_files(cases_to_run());
  REQUIRE(!files.empty());
  for (const auto& file : files) {
    GoldenCase golden(file);
    const auto report = run_golden_case(golden, golden_runners());
    std::cout << report.text() << std::endl;
    CHECK(report.passed());
  }
}

TEST_CASE("The golden harness refuses a kind that it does not know") {
  auto golden = a_case();
  golden.kind = "perpetual_motion";
  const auto report = run_golden_case(golden, golden_runners());
  CHECK_FALSE(report.passed());
  CHECK(report.text().find("perpetual_motion") != std::string::npos);
}

TEST_CASE("The golden harness names the one tensor that is wrong") {
  for (const std::string spoilt : {"out.low", "grad.in.high", "grad.param.low_to_high.weight"}) {
    auto golden = a_case();
    golden.tensors.at(spoilt).view(-1)[3] += 0.01;
    const auto report = run_golden_case(golden, golden_runners());
    INFO(report.text());
    CHECK(report.problems.size() == 1);
    CHECK(report.worst_tensor == spoilt);
  }
}

TEST_CASE(
    "The golden harness refuses outputs that are missing or too many and values that are not "
    "finite") {
  auto missing = a_case();
  missing.tensors["out.third"] = torch::zeros({1});
  CHECK_FALSE(run_golden_case(missing, golden_runners()).passed());

  auto extra = a_case();
  extra.tensors.erase("out.low");
  CHECK_FALSE(run_golden_case(extra, golden_runners()).passed());

  auto broken = a_case();
  broken.tensors.at("out.high").view(-1)[0] = std::nan("");
  CHECK_FALSE(run_golden_case(broken, golden_runners()).passed());
}

TEST_CASE("The golden harness refuses weights that do not fit") {
  auto golden = a_case();
  golden.bind_parameter("unheard_of.weight", torch::zeros({1}));
  const auto report = run_golden_case(golden, golden_runners());
  CHECK(report.text().find("unheard_of.weight") != std::string::npos);
}
