#include "doctor/causes.h"
#include "support/doctor_case.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

/// The width that two lists of boxes share, row by row.
at::Tensor shared_width(const at::Tensor& a, const at::Tensor& b) {
  const auto side = [](const at::Tensor& boxes, int64_t i) { return boxes.select(1, i); };
  return (torch::minimum(side(a, 2), side(b, 2)) - torch::maximum(side(a, 0), side(b, 0))).mean();
}

}  // namespace

TEST_CASE("A box without area is named where its size is what failed") {
  const auto width_log = [](const at::Tensor& boxes) {
    return boxes.slice(1, 2, 3).sub(boxes.slice(1, 0, 1)).log().mean();
  };
  auto boxes = torch::tensor({{1., 1., 5., 6.}, {2., 2., 7., 9.}});
  boxes[1][2] = 2;
  const DoctorCase step(step_on({{"boxes", boxes}}, [&] { return width_log(boxes); }));
  const auto finding = zero_area_box(step.evidence);
  REQUIRE(finding);
  CHECK_THAT(finding->verdict, ContainsSubstring("sample 1"));
  CHECK_THAT(finding->evidence.at(0), ContainsSubstring("1 of 2 boxes"));
  const auto sound = torch::tensor({{1., 1., 5., 6.}, {2., 2., 7., 9.}});
  const DoctorCase other(
      step_on({{"boxes", sound}}, [&] { return width_log(sound).sub(100).log(); }));
  CHECK_FALSE(zero_area_box(other.evidence));
}

TEST_CASE("Boxes in shares are told from boxes in pixels where they are compared") {
  const auto pixels = torch::tensor({{10., 20., 200., 300.}, {40., 50., 60., 90.}});
  const auto shares = pixels / 640;
  const auto found = [&](const at::Tensor& a, const at::Tensor& b) {
    const DoctorCase step(step_on({{"boxes", a}}, [&] { return shared_width(a, b); }));
    return key_of(boxes_in_other_units(step.evidence));
  };
  CHECK(found(shares, pixels) == "boxes_in_other_units");
  CHECK(found(pixels, shares) == "boxes_in_other_units");
  CHECK(found(pixels, pixels * 2) == "");
  CHECK(found(shares, shares * 2) == "");
}

TEST_CASE("Labels without a box are named where something is divided by their number") {
  const auto mean_width = [](const at::Tensor& boxes) {
    return (boxes.select(1, 2) - boxes.select(1, 0)).sum() / torch::tensor(double(boxes.size(0)));
  };
  const auto none = torch::zeros({0, 4});
  const DoctorCase step(step_on({{"boxes", none}}, [&] { return mean_width(none); }));
  CHECK(key_of(no_box_in_labels(step.evidence)) == "no_box_in_labels");
  const auto some = torch::ones({2, 4});
  const DoctorCase other(
      step_on({{"boxes", some}}, [&] { return mean_width(some) / torch::zeros({}); }));
  CHECK_FALSE(no_box_in_labels(other.evidence));
}
