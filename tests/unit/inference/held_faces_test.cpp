#include "inference/held_faces.h"

#include <torch/types.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/luma.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/face_photo.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::inference;
using lowlight::test::face_photo;

namespace {

const std::filesystem::path kFaceWeights = LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors";

/// Weights that find faces for the length of a scope.
struct FaceModelVariable {
  explicit FaceModelVariable(const char* value) { ::setenv("LOWLIGHT_FACE_MODEL", value, 1); }
  ~FaceModelVariable() { ::unsetenv("LOWLIGHT_FACE_MODEL"); }
};

/// A lit face before a dark ground, [3, 256, 672], which the meter makes too light.
torch::Tensor lit_face() {
  auto scene = torch::full({3, 256, 672}, 0.06);
  scene.slice(2, 224, 448).copy_(imaging::to_tensor(face_photo()) * 0.8);
  return scene;
}

imaging::Image image_of(const torch::Tensor& picture) {
  return imaging::to_image(picture, imaging::BitDepth::u8);
}

/// Of the whole picture's, what is at a place that is 40 × 60 pixels large.
torch::Tensor at_place(const torch::Tensor& picture, int64_t x, int64_t y) {
  return picture.slice(-2, y, y + 60).slice(-1, x, x + 40);
}

/// The share of the face's box that is nearly white.
double burnt(const imaging::Image& image) {
  const auto face = luma(imaging::to_tensor(image)).slice(0, 42, 178).slice(1, 274, 383);
  return (face > 240. / 255).to(torch::kFloat).mean().item<double>();
}

imaging::Brightening step_of(double log2_gain) {
  return {torch::tensor({log2_gain}), torch::tensor({0.}), torch::tensor({1.})};
}

}  // namespace

TEST_CASE("A face that brightening would burn is held back, and that is said") {
  batch::Remarks remarks;
  const auto held = batch::processed(*make_photo_enhancer({}), image_of(lit_face()), &remarks);
  const FaceModelVariable none("none.safetensors");
  const auto burning = batch::processed(*make_photo_enhancer({}), image_of(lit_face()));
  CHECK(burnt(burning) > 0.05);
  CHECK(burnt(held) < 0.1 * burnt(burning));
  CHECK_THAT(remarks.exposure->why, ContainsSubstring("the lights of faces held back"));
  CHECK(remarks.warnings.empty());
  CHECK_FALSE(remarks.faces);
}

TEST_CASE("A hand in the light of a face that is held back is held back too, grey cloth is not") {
  auto scene = lit_face();
  const auto cheek = scene.slice(1, 100, 130).slice(2, 290, 320).mean({1, 2}).view({3, 1, 1});
  at_place(scene, 450, 120).copy_(cheek.expand({3, 60, 40}));
  at_place(scene, 170, 120).fill_(luma(cheek.unsqueeze(0)).item<double>());
  const auto code = [](const imaging::Image& image, int64_t x) {
    return 255 * at_place(luma(imaging::to_tensor(image)), x, 120)[30][20].item<double>();
  };
  const auto held = batch::processed(*make_photo_enhancer({}), image_of(scene));
  const FaceModelVariable none("none.safetensors");
  const auto burning = batch::processed(*make_photo_enhancer({}), image_of(scene));
  CHECK(code(held, 450) < code(burning, 450) - 8);
  CHECK(code(held, 170) == Approx(code(burning, 170)).margin(1));
}

TEST_CASE("Without the weights a photo is brightened as if it showed no face, and that is said") {
  const FaceModelVariable none("none.safetensors");
  batch::Remarks remarks;
  const auto enhancer = make_photo_enhancer({});
  batch::processed(*enhancer, image_of(lit_face()), &remarks);
  CHECK_THAT(remarks.exposure->why, !ContainsSubstring("faces"));
  REQUIRE(remarks.warnings.size() == 1);
  CHECK_THAT(remarks.warnings[0],
             ContainsSubstring("not looked for") && ContainsSubstring("none.safetensors"));
  batch::Remarks nothing;
  batch::processed(*enhancer, image_of(lit_face().flip(0)), &nothing);
  CHECK(nothing.warnings.empty());
}

TEST_CASE("With faces all are held back that the photo shows, whatever light they are in") {
  const auto in_blue_light = lit_face().flip(0);
  batch::Remarks usual, remarks;
  const auto burning = batch::processed(*make_photo_enhancer({}), image_of(in_blue_light), &usual);
  const auto held =
      batch::processed(*make_photo_enhancer({.faces = true}), image_of(in_blue_light), &remarks);
  CHECK_THAT(usual.exposure->why, !ContainsSubstring("faces"));
  CHECK_THAT(remarks.exposure->why, ContainsSubstring("the lights of faces held back"));
  CHECK(burnt(burning) > 0.05);
  CHECK(burnt(held) < 0.1 * burnt(burning));
  CHECK(remarks.faces->after.size() == 1);
}

TEST_CASE("Faces are looked for only where skin may burn") {
  const LateFaceFinder finder(kFaceWeights), none("none.safetensors");
  const auto small = lit_face().unsqueeze(0);
  std::vector<std::string> warnings;
  CHECK(faces_that_may_burn(small, step_of(1), 0, finder, &warnings).size() == 1);
  CHECK(faces_that_may_burn(small, step_of(-4), 0, none, &warnings).empty());
  CHECK(faces_that_may_burn(small.flip(1), step_of(1), 0, none, &warnings).empty());
  CHECK(warnings.empty());
  CHECK(faces_that_may_burn(small, step_of(1), 0, none, &warnings).empty());
  CHECK(warnings.size() == 1);
}

TEST_CASE("A face's mask is whole in its middle and nothing away from it") {
  const auto masks = face_masks({{{0.25, 0.25, 0.75, 0.75}}, {{0, 0, 0.1, 0.1}}}, 100, 200);
  REQUIRE(masks.sizes() == at::IntArrayRef{2, 100, 200});
  CHECK(masks[0][50][100].item<float>() == 1);
  CHECK(masks[0][50][125].item<float>() == 1);
  CHECK(masks[0][50][170].item<float>() == 0);
  CHECK(masks[0][50][148].item<float>() > 0);
  CHECK(masks[1][50][100].item<float>() == 0);
  CHECK((masks[0].slice(1, 100).diff(1, 1) <= 0).all().item<bool>());
  CHECK(face_masks({}, 3, 4).size(0) == 0);
}

TEST_CASE("A face's mask reaches as far at the picture's borders and beyond as elsewhere") {
  const std::vector<FaceBox> faces = {{{-0.2, -0.3, 0.3, 0.2}},
                                      {{0.7, 0.8, 1.2, 1.5}},
                                      {{0.41, 0.5, 0.49, 0.58}},
                                      {{-1, -1, 2, 2}}};
  for (const auto& face : faces) {
    const auto mask = face_masks({face}, 37, 53)[0];
    const auto& box = face.box;
    int64_t wrong = 0;
    for (int64_t y = 0; y < 37; ++y) {
      for (int64_t x = 0; x < 53; ++x) {
        const double across = (x + 0.5) / 53 * 2 - box.left - box.right;
        const double down = (y + 0.5) / 37 * 2 - box.top - box.bottom;
        const double radius = std::hypot(across / (box.right - box.left),  //
                                         down / (box.bottom - box.top));
        const auto there = mask[y][x].item<float>();
        wrong += radius < 1.29 && there == 0;
        wrong += radius > 1.3 && there > 0;
      }
    }
    INFO(box.left << ", " << box.top);
    CHECK(wrong == 0);
    CHECK(mask.max().item<float>() > 0);
  }
}

TEST_CASE("Skin is what has the face's colour near it, whatever the shade") {
  const auto skin_colour = torch::tensor({0.8, 0.6, 0.5}).view({3, 1, 1});
  const auto colour_beside = [&](const torch::Tensor& colour, int64_t x = 330) {
    auto picture = torch::full({1, 3, 256, 672}, 0.05);
    picture[0].slice(1, 60, 120).slice(2, 250, 300).copy_(skin_colour.expand({3, 60, 50}));
    at_place(picture[0], x, 120).copy_(colour.expand({3, 60, 40}));
    const FaceBoxes face = {{{250 / 672., 60 / 256., 300 / 672., 120 / 256.}}};
    return at_place(skin_masks(picture, face)[0], x, 120)[30][20].item<double>();
  };
  CHECK(colour_beside(skin_colour) > 0.95);
  CHECK(colour_beside(0.6 * skin_colour) > 0.95);
  CHECK(colour_beside(torch::tensor({0.5, 0.3, 0.2}).view({3, 1, 1})) > 0.95);
  CHECK(colour_beside(torch::full({3, 1, 1}, 0.6)) == 0);
  CHECK(colour_beside(torch::tensor({0.4, 0.6, 0.3}).view({3, 1, 1})) == 0);
  CHECK(colour_beside(skin_colour, 20) == 0);
}

TEST_CASE("In greys, and in black, the skin of a face is the face") {
  const FaceBoxes faces = {{{0.3, 0.3, 0.6, 0.6}}, {{2, 2, 3, 3}}};
  for (const auto& picture :
       {torch::zeros({1, 3, 40, 50}), torch::rand({1, 1, 40, 50}).expand({1, 3, 40, 50})})
    CHECK(skin_masks(picture, faces).equal(face_masks(faces, 40, 50)));
}

TEST_CASE("The surer a face is, the more it counts, without a step") {
  const auto weight = [](double score) {
    return face_masks({{{0, 0, 1, 1}, score}}, 9, 9).max().item<double>();
  };
  CHECK(weight(0.4) == 0);
  CHECK(weight(0.8) == 1);
  for (double score = 0.4; score < 0.8; score += 0.02) {
    CHECK(weight(score + 0.02) > weight(score));
    CHECK(weight(score + 0.02) < weight(score) + 0.1);
  }
}

TEST_CASE("Boxes in pixels become shares") {
  const auto boxes = in_shares({{{10, 20, 30, 40}, 0.9}}, {.width = 100, .height = 200});
  REQUIRE(boxes.size() == 1);
  CHECK(boxes[0].score == 0.9);
  CHECK(boxes[0].box == detection::Corners<detection::Normalised>{0.1, 0.1, 0.4, 0.3});
}

TEST_CASE("A face that is seen is held back where no light tells that it burns") {
  const LateFaceFinder none("none.safetensors");
  const auto small = torch::full({1, 3, 20, 30}, 0.1);
  const auto held = [&](const EnhanceSettings& settings, FaceBoxes seen) {
    return held_faces(small, step_of(1), settings, std::move(seen), none, nullptr);
  };
  CHECK(held({}, {{{0.2, 0.2, 0.5, 0.5}}}).faces.sizes() == at::IntArrayRef{1, 20, 30});
  CHECK(held({}, {{{0.2, 0.2, 0.5, 0.5}}}).skin.sizes() == at::IntArrayRef{1, 20, 30});
  CHECK_FALSE(held({}, {}).faces.defined());
  CHECK_FALSE(held({.highlights = 0}, {{{0.2, 0.2, 0.5, 0.5}}}).faces.defined());
}
