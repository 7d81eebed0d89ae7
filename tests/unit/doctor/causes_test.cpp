#include "doctor/causes.h"

#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

TEST_CASE("What is specific is found before what is general") {
  const auto image = torch::zeros({2, 3, 8, 8});
  const DoctorCase step(step_on({{"image", image}}, [&] {
    return (1 / image.sum({1, 2, 3})).mean();
  }));
  std::vector<std::string> keys;
  for (const auto& finding : findings_for(step.evidence)) keys.push_back(finding.key);
  CHECK(keys == std::vector<std::string>{"black_picture", "constant_picture", "zero_denominator"});
}

TEST_CASE("A step without anything wrong has no findings") {
  const auto image = torch::rand({2, 3, 8, 8});
  const DoctorCase step(step_on({{"image", image}}, [&] { return image.mean(); }));
  CHECK(findings_for(step.evidence).empty());
}

TEST_CASE("The place of the producer is told as people say it") {
  const auto image = torch::zeros({2, 3, 8, 8});
  const DoctorCase step(step_on({{"image", image}}, [&] { return image.log().mean(); }));
  CHECK_THAT(place_of_producer(step.evidence),
             ContainsSubstring("aten::log in") && ContainsSubstring("loss term loss"));
}
