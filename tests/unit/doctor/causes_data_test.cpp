#include <limits>

#include "doctor/causes.h"
#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

at::Tensor divided_by_sum(const at::Tensor& image) { return (1 / image.sum({1, 2, 3})).mean(); }

/// What a cause says of pictures whose values are divided by in each sample.
std::string found_in(Cause cause, const at::Tensor& image) {
  const DoctorCase step(step_on({{"image", image}}, [&] { return divided_by_sum(image); }));
  return key_of(cause(step.evidence));
}

}  // namespace

TEST_CASE("Data that is not finite is named with its tensor and sample") {
  auto image = torch::rand({2, 3, 4, 4});
  image[1][0][2][3] = std::numeric_limits<float>::quiet_NaN();
  const DoctorCase step(step_on({{"image", image}}, [&] { return image.mean(); }));
  const auto finding = bad_data(step.evidence);
  REQUIRE(finding);
  CHECK(finding->key == "bad_data");
  CHECK_THAT(finding->verdict, ContainsSubstring("image, sample 1"));
  CHECK_THAT(finding->evidence.at(1), ContainsSubstring("[1, 0, 2, 3]"));
  const auto whole = torch::rand({2, 3, 4, 4});
  CHECK_FALSE(
      bad_data(DoctorCase(step_on({{"image", whole}}, [&] { return whole.mean(); })).evidence));
}

TEST_CASE("Black and constant pictures are blamed where their content is divided by") {
  auto image = torch::rand({2, 3, 4, 4});
  image[1].zero_();
  CHECK(found_in(black_picture, image) == "black_picture");
  CHECK(found_in(constant_picture, image) == "constant_picture");
  image[1][0][0][0] = 1;
  image[1][0][0][1] = -1;
  CHECK(found_in(black_picture, image) == "");
  CHECK(found_in(constant_picture, image) == "");
}

TEST_CASE("Sixteen bits divided by 255 are told from pictures in range and from bytes") {
  const auto codes = torch::arange(96).reshape({2, 3, 4, 4}).to(torch::kFloat);
  for (const auto& [image, key] : std::vector<std::pair<at::Tensor, std::string>>{
           {(codes * 600 + 7) / 255, "sixteen_bit_as_eight"},
           {codes / 255, ""},
           {codes * 600, ""}}) {
    const DoctorCase step(step_on({{"image", image}}, [&, x = image] { return x.mean(); }));
    CHECK(key_of(sixteen_bit_as_eight(step.evidence)) == key);
  }
}

TEST_CASE("What a fixed network gets is compared with the units that the caller knows") {
  auto conv = small_conv();
  for (const double scale : {1.0, 255.0}) {
    const auto image = scale * torch::rand({2, 3, 8, 8});
    auto patient = patient_of(
        *conv, {{"image", image}}, [&] { return only("loss", conv->forward(image).mean()); });
    patient.subject.modules = {{"features", conv.get()}};
    patient.units = {{"features", 0, 1}};
    const DoctorCase step(patient);
    CHECK(key_of(normalisation_mismatch(step.evidence)) ==
          (scale == 1 ? "" : "normalisation_mismatch"));
  }
}

TEST_CASE("A published mean is subtracted from pictures in the units it was published for") {
  const auto mean = torch::tensor({0.485, 0.456, 0.406}, torch::kFloat).view({1, 3, 1, 1});
  for (const double scale : {1.0, 255.0}) {
    const auto image = scale * torch::rand({2, 3, 8, 8});
    const DoctorCase step(step_on({{"image", image}}, [&] { return (image - mean).mean(); }));
    CHECK(key_of(normalisation_mismatch(step.evidence)) ==
          (scale == 1 ? "" : "normalisation_mismatch"));
  }
}
