#include "lowlight/metrics/average_precision.h"

#include <torch/types.h>

#include <cctype>
#include <cmath>
#include <fstream>
#include <sstream>

#include "support/catch.h"
#include "support/pixel_boxes.h"

using namespace lowlight::metrics;
using lowlight::detection::corners_from;
using lowlight::detection::Pixels;
using lowlight::detection::rows_of;
using lowlight::test::kNaN;
using lowlight::test::pixel_boxes;

namespace {

constexpr std::array kProtocols = {
    ApProtocol::voc, ApProtocol::coco, ApProtocol::wider, ApProtocol::dark_face};

PhotoBoxes photo(const std::vector<double>& found,
                 const std::vector<double>& scores,
                 const std::vector<double>& truth) {
  return {pixel_boxes(found), torch::tensor(scores, torch::kDouble), pixel_boxes(truth)};
}

double value(const std::vector<PhotoBoxes>& photos, ApProtocol protocol) {
  return average_precision(photos, protocol).value;
}

const std::vector<double> kFace = {10, 10, 30, 40}, kOther = {100, 100, 120, 130};

std::vector<double> both(std::vector<double> a, const std::vector<double>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

struct Curve {
  std::string name;
  double published = 0;
  std::vector<double> precision, recall;
};

/// The curves that the DARK FACE tool is published with.
std::vector<Curve> published_curves() {
  std::ifstream stream(LOWLIGHT_TEST_DATA "/cases/darkface_curves.txt");
  std::vector<Curve> curves;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    if (std::isalpha(static_cast<unsigned char>(line[0]))) {
      words >> curves.emplace_back().name >> curves.back().published;
    } else {
      words >> curves.back().recall.emplace_back() >> curves.back().precision.emplace_back();
    }
  }
  return curves;
}

}  // namespace

TEST_CASE("The curves of the DARK FACE tool have the published average precisions") {
  const auto curves = published_curves();
  REQUIRE(curves.size() == 4);
  for (const auto& curve : curves) {
    INFO(curve.name);
    CHECK(curve.published > 0.1);
    CHECK(std::abs(area_under(curve.precision, curve.recall) - curve.published) < 5.1e-7);
  }
}

TEST_CASE("All that is there and nothing else is a precision of 1") {
  const std::vector photos = {photo(both(kFace, kOther), {0.9, 0.3}, both(kOther, kFace)),
                              photo(kFace, {0.5}, kFace)};
  for (const auto protocol : kProtocols) {
    const auto result = average_precision(photos, protocol);
    INFO(result.protocol);
    CHECK(result.value == Approx(1));
    CHECK(result.truths == 3);
  }
}

TEST_CASE("The area has every precision raised to the greatest behind it") {
  CHECK(area_under({1, 0.5, 2. / 3}, {0.5, 0.5, 1}) == Approx(0.5 + 0.5 * 2 / 3));
  CHECK(area_under({kNaN, 1}, {0, 0.25}) == Approx(0.25));
  CHECK(area_under({}, {}) == 0);
  CHECK_THROWS(area_under({1, 1}, {0.5, 0.4}));
}

TEST_CASE("COCO reads the curve at 101 recalls") {
  // Recall 0.5 at precision 1: the recalls 0, 0.01 … 0.50 are reached.
  CHECK(at_101_recalls({1}, {0.5}) == Approx(51. / 101));
  CHECK(area_under({1}, {0.5}) == Approx(0.5));
  CHECK(at_101_recalls({}, {}) == 0);
}

TEST_CASE("A wrong box before the right one halves the precision, one behind it costs nothing") {
  for (const auto protocol : {ApProtocol::voc, ApProtocol::coco}) {
    CHECK(value({photo(both(kOther, kFace), {0.9, 0.8}, kFace)}, protocol) == Approx(0.5));
    CHECK(value({photo(both(kFace, kOther), {0.9, 0.8}, kFace)}, protocol) == Approx(1));
  }
}

TEST_CASE("A second box on a face is wrong") {
  const std::vector<double> near = {10, 10, 30, 38};
  const auto twice = both(both(kFace, near), kOther);
  const std::vector photos = {photo(twice, {0.9, 0.8, 0.7}, both(kFace, kOther))};
  for (const auto protocol : {ApProtocol::voc, ApProtocol::wider, ApProtocol::dark_face})
    CHECK(value(photos, protocol) == Approx(0.5 + 0.5 * 2 / 3));
}

TEST_CASE("Where two faces overlap, COCO gives the second box the face that is left") {
  const std::vector<double> first = {0, 0, 10, 10}, second = {0, 2, 10, 12};
  // Both found boxes overlap the first face more.
  const auto found = both(first, {0, 0.9, 10, 10.9});
  const std::vector photos = {photo(found, {0.9, 0.8}, both(first, second))};
  CHECK(value(photos, ApProtocol::coco) == Approx(1));
  CHECK(value(photos, ApProtocol::voc) == Approx(0.5));
}

TEST_CASE("COCO looks at a hundred boxes of a photo") {
  std::vector<double> found, scores;
  for (int i = 0; i < 100; ++i) {
    found = both(found, {200. + i, 200, 210. + i, 210});
    scores.push_back(0.9);
  }
  found = both(found, kFace), scores.push_back(0.1);
  CHECK(value({photo(found, scores, kFace)}, ApProtocol::coco) == 0);
  CHECK(value({photo(found, scores, kFace)}, ApProtocol::voc) == Approx(1. / 101));
}

TEST_CASE("Photos without faces do not cost the tools of WIDER and DARK FACE anything") {
  const std::vector photos = {photo(kFace, {0.5}, kFace), photo(kOther, {0.9}, {})};
  CHECK(value(photos, ApProtocol::voc) == Approx(0.5));
  CHECK(value(photos, ApProtocol::coco) == Approx(0.5));
  CHECK(value(photos, ApProtocol::wider) == Approx(1));
  CHECK(value(photos, ApProtocol::dark_face) == Approx(1));
}

TEST_CASE("Faces of photos where nothing was found are missed by every protocol") {
  const std::vector photos = {photo(kFace, {0.5}, kFace), photo({}, {}, kOther)};
  for (const auto protocol : kProtocols) {
    const auto result = average_precision(photos, protocol);
    INFO(result.protocol);
    CHECK(result.truths == 2);
    CHECK(result.recall.back() == Approx(0.5));
    CHECK(result.value == Approx(protocol == ApProtocol::coco ? 51. / 101 : 0.5));
  }
}

TEST_CASE("Boxes to ignore count neither as faces nor as mistakes") {
  auto with_ignored = photo(both(kOther, kFace), {0.9, 0.8}, both(kFace, kOther));
  with_ignored.ignored = torch::tensor({false, true});
  for (const auto protocol : {ApProtocol::voc, ApProtocol::coco, ApProtocol::wider}) {
    const auto result = average_precision({with_ignored}, protocol);
    INFO(result.protocol);
    CHECK(result.value == Approx(1));
    CHECK(result.truths == 1);
  }
  CHECK_THROWS(value({with_ignored}, ApProtocol::dark_face));
}

TEST_CASE("A box of COCO on a face that is taken may still claim one to ignore, as many may") {
  // Both later boxes overlap the face more than what is to be ignored.
  const std::vector<double> face = {0, 0, 10, 10}, crowd = {0, 2, 10, 12};
  auto one = photo(
      both(both(face, {0, 0.8, 10, 10.8}), {0, 0.9, 10, 10.9}), {0.9, 0.8, 0.7}, both(face, crowd));
  auto other = photo(kFace, {0.1}, kFace);
  one.ignored = torch::tensor({false, true});
  CHECK(value({one, other}, ApProtocol::coco) == Approx(1));
  one.ignored = at::Tensor();
  one.truth = pixel_boxes(face);
  CHECK(value({one, other}, ApProtocol::coco) < 0.8);
}

TEST_CASE("WIDER's scores are stretched over the whole set, not as they are, nor photo by photo") {
  const std::vector photos = {photo(both(kFace, kOther), {0.1056, 0.1}, kFace),
                              photo(both(kOther, kFace), {0.1052, 0.1048}, kFace)};
  // Right, wrong, right, wrong, at thresholds of their own. As they are the first two would count
  // together (2/3), and photo by photo the first of each photo, and the last (1/2).
  CHECK(value(photos, ApProtocol::wider) == Approx(0.5 + 0.5 * 2 / 3));
}

TEST_CASE("One pixel more makes an overlap of small boxes") {
  // IoU 0.45 of the boxes themselves, 0.53 with a pixel added to each side.
  const std::vector photos = {photo({0, 0, 4.5, 4}, {0.9}, {0, 0, 10, 4}),
                              photo({0, 0, 3, 4}, {0.9}, {0, 0, 6.5, 4})};
  CHECK(value({photos[1]}, ApProtocol::voc) == 0);
  CHECK(value({photos[1]}, ApProtocol::dark_face) == Approx(1));
  CHECK(value({photos[0]}, ApProtocol::dark_face) == Approx(1));
}

TEST_CASE("Thresholds split the stretched scores, so that near scores count together") {
  // 0.90001 and 0.9 fall between the same two of a thousand thresholds.
  const std::vector photos = {
      photo(both(both(kFace, kOther), {300, 300, 320, 330}), {0.90001, 0.9, 0.1}, kOther)};
  CHECK(value(photos, ApProtocol::voc) == Approx(0.5));
  const auto result = average_precision(photos, ApProtocol::wider);
  CHECK(result.precision.size() == 1000);
  CHECK(result.value == Approx(0.5));
  CHECK(average_precision({photo(kFace, {0.4}, kFace)}, ApProtocol::wider).value == Approx(1));
}

TEST_CASE("The interval holds the value, is a point where all photos are alike, and is repeated") {
  std::vector<PhotoBoxes> photos;
  for (int i = 0; i < 12; ++i) photos.push_back(photo(i % 3 ? kFace : kOther, {0.5}, kFace));
  const double value_of_all = value(photos, ApProtocol::voc);
  const auto [low, high] = precision_interval(photos, ApProtocol::voc);
  CHECK(low < value_of_all);
  CHECK(value_of_all < high);
  CHECK(precision_interval(photos, ApProtocol::voc) == std::pair(low, high));
  const std::vector<PhotoBoxes> alike(5, photo(kFace, {0.5}, kFace));
  CHECK(precision_interval(alike, ApProtocol::coco, 0.5, 50) == std::pair(1., 1.));
  CHECK(std::isnan(precision_interval({}, ApProtocol::voc).first));
}

TEST_CASE("Photos of one scene are drawn together: more of each make no interval narrower") {
  std::vector<PhotoBoxes> photos, repeated;
  for (int i = 0; i < 12; ++i) {
    photos.push_back(photo(i % 3 ? kFace : kOther, {0.5}, kFace));
    for (int again = 0; again < 4; ++again) {
      repeated.push_back(photos.back());
      repeated.back().scene = i;
    }
  }
  const auto [low, high] = precision_interval(photos, ApProtocol::coco);
  const auto [low_of_scenes, high_of_scenes] = precision_interval(repeated, ApProtocol::coco);
  CHECK(low_of_scenes == Approx(low).margin(0.03));
  CHECK(high_of_scenes == Approx(high).margin(0.03));
  for (auto& alone : repeated) alone.scene = -1;
  CHECK(precision_interval(repeated, ApProtocol::coco).first > low + 0.05);
}

TEST_CASE("Without any face there is no precision") {
  for (const auto protocol : kProtocols) {
    CHECK(std::isnan(value({}, protocol)));
    CHECK(std::isnan(value({photo(kFace, {0.5}, {})}, protocol)));
  }
}

TEST_CASE("The result says by which rule and overlap it was computed") {
  for (const auto protocol : kProtocols) {
    const auto text = average_precision({photo(kFace, {0.5}, kFace)}, protocol, 0.75).protocol;
    CHECK_THAT(text, ContainsSubstring("0.75"));
    CHECK(average_precision({}, ApProtocol::voc).protocol !=
          average_precision({}, ApProtocol::dark_face).protocol);
  }
}

TEST_CASE("Boxes and scores that are none are refused") {
  CHECK_THROWS(value({photo({0, 0, 0, 0}, {0.5}, kFace)}, ApProtocol::voc));
  CHECK_THROWS(value({photo(kFace, {0.5}, {5, 5, 1, 9})}, ApProtocol::voc));
  CHECK_THROWS(value({photo(kFace, {kNaN}, kFace)}, ApProtocol::voc));
}
