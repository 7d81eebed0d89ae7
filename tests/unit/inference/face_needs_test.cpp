#include "inference/face_needs.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "inference/exposed.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/face_photo.h"

using namespace lowlight;
using namespace lowlight::inference;

namespace {

constexpr double kGain = 6;
/// Columns of the scene from which on nothing is near its face.
constexpr int64_t kFarFrom = 300;

/// A photo too dark by kGain with a face at its left, and noise of so many codes.
imaging::Image scene(double noise) {
  const auto face = imaging::to_tensor(test::face_photo());
  auto lit = torch::full({3, 256, 480}, 0.4);
  lit.slice(1, 0, face.size(1)).slice(2, 0, face.size(2)).copy_(face);
  const auto dark = lit / kGain + torch::randn(lit.sizes()) * noise / 255;
  return imaging::to_image(dark.clamp(0, 1), imaging::BitDepth::u8);
}

/// Brightens by kGain and calms by what faces need.
imaging::PhotoTransform brightened(const imaging::PictureRows& photo, const FaceNeeds& needs) {
  imaging::PhotoTransform transform;
  for (int code = 0; code < 256; ++code) {
    const auto shown = exposed(torch::full({1}, std::min(1., kGain * code / 255)), needs.ev);
    transform.tone.push_back(shown.item<float>());
  }
  transform.calming = imaging::calming_for(imaging::noise_of(photo), transform.tone, needs.calming);
  return transform;
}

FaceNeeds needs_of(const imaging::Image& photo, const TransformFor& change = brightened) {
  static const FaceFinder finder(LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors");
  return needs_of_faces(photo, {}, finder, change);
}

double largest_from(const imaging::Plane& map, int64_t begin, int64_t end) {
  float most = 0;
  for (int64_t y = 0; y < map.height; ++y)
    for (int64_t x = begin; x < end; ++x) most = std::max(most, std::abs(map.row(y)[x]));
  return most;
}

}  // namespace

TEST_CASE("A face in a photo with little noise needs half of the calming, and nothing added") {
  const auto needs = needs_of(scene(0));
  CHECK(needs.calming == 0.5);
  CHECK(needs.added.empty());
  CHECK_FALSE(needs.seen.empty());
}

TEST_CASE("Where noise hides a face it becomes clear, the rest is calmed and gets colours") {
  const auto needs = needs_of(scene(8));
  CHECK(needs.calming == 1);
  REQUIRE_FALSE(needs.added.empty());
  auto grey = needs.added.maps[0];
  for (size_t i = 0; i < grey.values.size(); ++i)
    grey.values[i] += needs.added.maps[1].values[i] + needs.added.maps[2].values[i];
  CHECK(largest_from(grey, 0, kFarFrom) > 0.01);
  CHECK(largest_from(grey, kFarFrom, grey.width) < 1e-5);
  CHECK(largest_from(needs.added.maps[0], kFarFrom, grey.width) > 1e-3);
}

TEST_CASE("Noise between leaves half of the calming, and softens far from faces too") {
  const auto needs = needs_of(scene(2));
  CHECK(needs.calming == 0.5);
  REQUIRE_FALSE(needs.added.empty());
  for (const auto& map : needs.added.maps) CHECK(largest_from(map, kFarFrom, map.width) > 0);
}

TEST_CASE("A photo without faces needs nothing, however noisy, nor one that stays as it is") {
  const auto empty = torch::full({3, 120, 160}, 0.1) + torch::randn({3, 120, 160}) * 0.015;
  const auto photo = imaging::to_image(empty.clamp(0, 1), imaging::BitDepth::u8);
  for (const auto& needs : {needs_of(photo), needs_of(scene(4), [](const auto&, const auto&) {
                              return imaging::PhotoTransform{.weight = 0};
                            })}) {
    CHECK((needs.ev == 0 && needs.calming == 1));
    CHECK((needs.added.empty() && needs.seen.empty()));
  }
}

TEST_CASE("A face that was seen as the photo is stays among those whose lights are held back") {
  const FaceBox seen{{0.8, 0.8, 0.9, 0.9}, 0.7};
  const FaceFinder finder(LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors");
  const auto needs = needs_of_faces(scene(0), {seen}, finder, brightened);
  REQUIRE(needs.seen.size() > 1);
  CHECK(needs.seen.front().box.left == seen.box.left);
}
