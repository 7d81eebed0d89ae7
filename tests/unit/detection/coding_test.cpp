#include "lowlight/detection/coding.h"

#include <torch/types.h>

#include "lowlight/detection/overlap.h"
#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight::detection;

namespace {

at::Tensor uniform(int64_t count, double low, double high) {
  return torch::rand({count}, torch::kDouble) * (high - low) + low;
}

template <class Unit>
ManyCentres<Unit> centres(const at::Tensor& x,
                          const at::Tensor& y,
                          const at::Tensor& w,
                          const at::Tensor& h) {
  return {x, y, w, h};
}

/// Anchors in the middle of the cells (2, 3), (5, 1) … of a grid.
ManyCentres<Grid> cells(int64_t count) {
  const auto cell = [&] { return torch::randint(0, 20, {count}, torch::kDouble) + 0.5; };
  return centres<Grid>(cell(), cell(), uniform(count, 0.5, 6), uniform(count, 0.5, 6));
}

/// Boxes in the cells of `anchors`, at most three times larger or smaller.
ManyCentres<Grid> boxes_in(const ManyCentres<Grid>& anchors) {
  const auto count = anchors.x.size(0);
  return centres<Grid>(anchors.x + uniform(count, -0.45, 0.45),
                       anchors.y + uniform(count, -0.45, 0.45),
                       anchors.width * uniform(count, 0.3, 3),
                       anchors.height * uniform(count, 0.3, 3));
}

template <class Unit>
bool near(const ManyCentres<Unit>& a, const ManyCentres<Unit>& b) {
  return torch::allclose(a.x, b.x) && torch::allclose(a.y, b.y) &&
         torch::allclose(a.width, b.width) && torch::allclose(a.height, b.height);
}

template <class Unit>
bool finite(const ManyCentres<Unit>& boxes) {
  return (boxes.x.isfinite() & boxes.y.isfinite() & boxes.width.isfinite() &
          boxes.height.isfinite())
      .all()
      .template item<bool>();
}

const at::Tensor kExtreme =
    torch::tensor({1e30, -1e30, 1e4, -1e4}, torch::kFloat).unsqueeze(1).expand({4, 4});

}  // namespace

TEST_CASE("Decoding what was encoded gives the box, for anchors with variances") {
  const auto anchors = centres<Pixels>(
      uniform(50, 0, 640), uniform(50, 0, 640), uniform(50, 8, 512), uniform(50, 8, 512));
  const auto boxes = centres<Pixels>(
      uniform(50, 0, 640), uniform(50, 0, 640), uniform(50, 10, 500), uniform(50, 10, 500));
  for (const VarianceCoding coding : {VarianceCoding{}, VarianceCoding{1, 1}}) {
    CHECK(near(decode(coding, encode(coding, boxes, anchors), anchors), boxes));
  }
}

TEST_CASE("Codes of anchors with variances are those of SSD") {
  const auto one = [](double number) { return torch::full({1}, number, torch::kDouble); };
  const auto anchor = centres<Pixels>(one(100), one(50), one(20), one(40));
  const auto box = centres<Pixels>(one(104), one(44), one(20 * std::exp(0.2)), one(40));
  const auto codes = encode(VarianceCoding{}, box, anchor);
  CHECK(torch::allclose(codes, torch::tensor({{2., -1.5, 1., 0.}}, torch::kDouble)));
}

TEST_CASE("Decoding what was encoded gives the box, in the form of YOLOv2 and v3") {
  const auto anchors = cells(50);
  const auto boxes = boxes_in(anchors);
  const auto codes = encode(ExponentialCoding{}, boxes, anchors);
  CHECK(near(decode(ExponentialCoding{}, codes, anchors), boxes));
}

TEST_CASE("Decoding what was encoded gives the box, in the bounded form") {
  const auto anchors = cells(50);
  const auto boxes = boxes_in(anchors);
  CHECK(near(decode(BoundedCoding{}, encode(BoundedCoding{}, boxes, anchors), anchors), boxes));
}

TEST_CASE("All codings of one box agree in pixels") {
  const auto anchors = cells(20);
  const auto boxes = boxes_in(anchors);
  const auto pixels = [](const ManyCentres<Grid>& of) {
    return rows_of(to_pixels(corners_of(of), 8));
  };
  const auto expected = pixels(boxes);
  const VarianceCoding variances;
  CHECK(torch::allclose(pixels(decode(variances, encode(variances, boxes, anchors), anchors)),
                        expected));
  CHECK(torch::allclose(
      pixels(decode(ExponentialCoding{}, encode(ExponentialCoding{}, boxes, anchors), anchors)),
      expected));
  CHECK(torch::allclose(
      pixels(decode(BoundedCoding{}, encode(BoundedCoding{}, boxes, anchors), anchors)), expected));
}

TEST_CASE("No code is too extreme to decode") {
  const auto side = torch::full({4}, 3.5f);
  const ManyCentres<Grid> anchors{side, side, side, side};
  CHECK(finite(decode(VarianceCoding{}, kExtreme.clamp(-1e9, 1e9), anchors)));
  CHECK(finite(decode(ExponentialCoding{}, kExtreme, anchors)));
  CHECK(finite(decode(BoundedCoding{}, kExtreme, anchors)));
  CHECK(decode(ExponentialCoding{}, kExtreme, anchors).width.max().item<double>() <=
        3.5 * kMostGrowth * 1.0001);
  CHECK(decode(BoundedCoding{}, kExtreme, anchors).width.max().item<double>() <= 4 * 3.5);
}

TEST_CASE("What a coding cannot reach is encoded by finite numbers") {
  const auto anchors = cells(3);
  const ManyCentres<Grid> far{
      anchors.x + 9, anchors.y - 9, anchors.width * 1e9, anchors.height * 1e-12};
  CHECK(encode(VarianceCoding{}, far, anchors).isfinite().all().item<bool>());
  CHECK(encode(ExponentialCoding{}, far, anchors).isfinite().all().item<bool>());
  CHECK(encode(BoundedCoding{}, far, anchors).isfinite().all().item<bool>());
}

TEST_CASE("Codes and boxes are finite as far as it is said") {
  for (const float size : {1e-15f, 1e15f}) {
    const auto sides = torch::tensor({size, -size, 0.f, 1e15f}), one = torch::full({4}, size);
    const ManyCentres<Grid> anchors{sides, sides, one, one}, boxes{sides.flip(0), sides, one, one};
    CHECK(encode(VarianceCoding{}, boxes, anchors).isfinite().all().item<bool>());
    CHECK(encode(ExponentialCoding{}, boxes, anchors).isfinite().all().item<bool>());
    CHECK(encode(BoundedCoding{}, boxes, anchors).isfinite().all().item<bool>());
    CHECK(finite(decode(VarianceCoding{}, torch::full({4, 4}, 1e15f), anchors)));
    CHECK(finite(decode(ExponentialCoding{}, torch::full({4, 4}, 3e38f), anchors)));
    CHECK(finite(decode(BoundedCoding{}, torch::full({4, 4}, 3e38f), anchors)));
  }
}

TEST_CASE("Landmarks come back") {
  const auto anchors = centres<Pixels>(
      uniform(7, 0, 640), uniform(7, 0, 640), uniform(7, 8, 512), uniform(7, 8, 512));
  const ManyPoints<Pixels> points{torch::rand({7, 5}, torch::kDouble) * 640,
                                  torch::rand({7, 5}, torch::kDouble) * 640};
  const auto codes = encode_points(VarianceCoding{}, points, anchors);
  REQUIRE(codes.sizes() == at::IntArrayRef({7, 10}));
  const auto back = decode_points(VarianceCoding{}, codes, anchors);
  CHECK(torch::allclose(back.x, points.x));
  CHECK(torch::allclose(back.y, points.y));
  CHECK(codes[2][3].item<double>() == Approx((points.y[2][1] - anchors.y[2]).item<double>() /
                                             (0.1 * anchors.height[2].item<double>())));
}

TEST_CASE("Decoding has the right gradients") {
  const auto anchors = cells(3);
  const ManyCentres<Pixels> same{anchors.x, anchors.y, anchors.width, anchors.height};
  const auto report = lowlight::test::check_gradients(
      [&](const auto& in) {
        return std::vector{rows_of(corners_of(decode(VarianceCoding{}, in[0], same))),
                           rows_of(corners_of(decode(ExponentialCoding{}, in[0], anchors))),
                           rows_of(corners_of(decode(BoundedCoding{}, in[0], anchors))),
                           decode_points(VarianceCoding{}, in[0], same).x};
      },
      {torch::randn({3, 4}, torch::kDouble)});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
}

TEST_CASE("Codes of another width are refused") {
  const auto anchors = cells(3);
  CHECK_THROWS(decode(ExponentialCoding{}, torch::zeros({3, 5}), anchors));
  CHECK_THROWS(
      decode_points(VarianceCoding{},
                    torch::zeros({3, 9}),
                    ManyCentres<Pixels>{anchors.x, anchors.y, anchors.width, anchors.height}));
}
