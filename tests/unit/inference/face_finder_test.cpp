#include "inference/face_finder.h"

#include <torch/types.h>

#include "inference/exposed.h"
#include "lowlight/core/error.h"
#include "lowlight/inference/photo_enhancer.h"
#include "lowlight/models/yunet.h"
#include "support/catch.h"
#include "support/face_photo.h"
#include "support/problems.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::inference;
using lowlight::test::face_photo;

namespace {

const std::filesystem::path kWeights = LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors";

/// Every pixel of the image five times in both directions.
imaging::Image enlarged(const imaging::Image& image) {
  const auto picture = imaging::to_tensor(image).repeat_interleave(5, 1).repeat_interleave(5, 2);
  return imaging::to_image(picture, image.depth());
}

}  // namespace

TEST_CASE("A face is found in pixels of the picture, whatever the size it is looked at") {
  const FaceFinder finder(kWeights);
  const auto faces = finder.find(face_photo());
  REQUIRE(faces.size() == 1);
  CHECK(faces[0].score == Approx(0.94).margin(0.01));
  CHECK(faces[0].box.left == Approx(50.3).margin(0.5));
  CHECK(faces[0].box.height == Approx(136.5).margin(0.5));
  // 1280 pixels, which are looked at as 640: the face has the same place.
  const auto large = finder.find(enlarged(face_photo()));
  REQUIRE(large.size() == 1);
  CHECK(large[0].box.left == Approx(5 * 50.3).margin(40));
  CHECK(large[0].box.width == Approx(5 * 108.4).margin(60));
}

TEST_CASE("Boxes of faces are shares of the picture that is looked at") {
  const FaceFinder finder(kWeights);
  const auto face = imaging::to_tensor(face_photo());
  for (const auto& boxes : {finder.boxes_in(face), finder.best_exposure(face).value().faces}) {
    REQUIRE(boxes.size() == 1);
    CHECK(boxes[0].box.left == Approx(50.3 / 224).margin(0.003));
    CHECK(boxes[0].box.bottom == Approx(178.5 / 256).margin(0.003));
  }
}

TEST_CASE("Boxes are told from the score on that is asked for") {
  const FaceFinder finder(kWeights);
  const auto face = imaging::to_tensor(face_photo());
  const auto beside = torch::cat({face, exposed(face, -9).mean() + 0.02 * face}, 2);
  CHECK(finder.boxes_in(beside, 0.96).empty());
  const auto all = finder.boxes_in(beside, 0.001), sure = finder.boxes_in(beside);
  CHECK(all.size() > sure.size());
  for (const auto& box : sure) CHECK(box.score >= kUnsureFace);
}

TEST_CASE("A late finder reads its weights when it is asked, and says each time that it cannot") {
  const LateFaceFinder none("none.safetensors"), some(kWeights);
  CHECK_THROWS_AS(none.get(), CheckpointError);
  CHECK_THROWS_AS(none.get(), CheckpointError);
  CHECK(&some.get() == &some.get());
}

TEST_CASE("A picture without a face, and one of a pixel, have none") {
  const FaceFinder finder(kWeights);
  CHECK(finder.find(imaging::to_image(torch::full({3, 100, 90}, 0.5), imaging::BitDepth::u8))
            .empty());
  CHECK(finder.find(imaging::to_image(torch::zeros({3, 1, 1}), imaging::BitDepth::u8)).empty());
  CHECK_THROWS_AS(FaceFinder("none.safetensors"), CheckpointError);
}

TEST_CASE("The enhancer tells the faces before and after, and only where it is asked") {
  const auto enhancer = make_photo_enhancer({.faces = true});
  batch::Remarks remarks;
  batch::processed(*enhancer, face_photo(0.1), &remarks);
  REQUIRE(remarks.faces);
  CHECK(remarks.faces->after.size() == 1);
  batch::Remarks none;
  batch::processed(*make_photo_enhancer({}), face_photo(0.1), &none);
  CHECK_FALSE(none.faces);
}

TEST_CASE("A face that transparency hides is told neither before nor after") {
  const auto face = imaging::to_tensor(face_photo(0.3));
  const auto alpha = torch::ones({1, face.size(1), face.size(2)});
  // At strength 0 the result still has the colours that nobody sees.
  const auto told = [&](double strength) {
    batch::Remarks remarks;
    batch::processed(*make_photo_enhancer({.strength = strength, .faces = true}),
                     imaging::to_image(torch::cat({face, alpha}), imaging::BitDepth::u8),
                     &remarks);
    return remarks.faces->before.size() + remarks.faces->after.size();
  };
  CHECK(told(1) == 2);
  alpha.slice(1, 30).fill_(0);
  CHECK(told(1) == 0);
  CHECK(told(0) == 0);
}

TEST_CASE("At strength 0 the faces after are those before") {
  const auto enhancer = make_photo_enhancer({.strength = 0, .faces = true});
  CHECK(enhancer->changes_pictures());
  batch::Remarks remarks;
  batch::processed(*enhancer, face_photo(), &remarks);
  REQUIRE(remarks.faces);
  CHECK(remarks.faces->before.size() == 1);
  CHECK((remarks.faces->after == remarks.faces->before));
}

TEST_CASE("A face that is burnt gets less light, and nothing that is no face moves the meter") {
  const FaceFinder finder(kWeights);
  const auto face = imaging::to_tensor(face_photo());
  CHECK(finder.best_exposure(face).value().ev == 0);
  CHECK(finder.best_exposure(exposed(face, 9)).value().ev <= -1);
  CHECK_FALSE(finder.best_exposure(torch::full({3, 90, 120}, 0.5)));
  CHECK_FALSE(finder.best_exposure(torch::rand({3, 64, 64})));
}

TEST_CASE("What only less light makes a little like a face leaves the photo as it is") {
  // A face fades into grey until the detector half believes in it, and a burnt one shows it only
  // with less light.
  auto detector = models::load_yunet(kWeights);
  const auto face = imaging::to_tensor(face_photo());
  const auto surest = [&](const at::Tensor& picture) {
    const auto found = detection::find_boxes(*detector, picture, {.least_score = 0.02});
    return found.empty() ? 0 : found.front().score;
  };
  const auto faded = [&](double share, double ev) {
    return exposed(face.mean() + share * (face - face.mean()), ev);
  };
  const FaceFinder finder(kWeights);
  int tried = 0;
  for (double share = 1; share > 0.02 && tried < 3; share *= 0.85) {
    for (double ev = 0; ev < 9 && tried < 3; ++ev) {
      const auto picture = faded(share, ev);
      double with_less = 0;
      for (const double less : {-0.5, -1., -1.5, -2.})
        with_less = std::max(with_less, surest(exposed(picture, less)));
      if (surest(picture) >= 0.3 || with_less < 0.3 || with_less >= 0.6) continue;
      ++tried;
      CHECK_FALSE(finder.best_exposure(picture));
    }
  }
  CHECK(tried > 0);
}

TEST_CASE("Where noise is much, a face gets an EV less light, unless it is surer otherwise") {
  const FaceFinder finder(kWeights);
  const auto face = imaging::to_tensor(face_photo());
  CHECK(finder.best_exposure(face, 1).value().ev == -1);
  CHECK(finder.best_exposure(exposed(face, 9), 1).value().ev <= -1);
  CHECK_FALSE(finder.best_exposure(torch::full({3, 90, 120}, 0.5), 1));
}

TEST_CASE("What was given for faces is said, and without faces the result is the same") {
  auto scene = torch::zeros({3, 256, 672});
  scene.slice(2, 224, 448).copy_(exposed(imaging::to_tensor(face_photo()), 3));
  const auto lit = imaging::to_image(scene * 0.7, imaging::BitDepth::u8);
  batch::Remarks remarks;
  const auto with = batch::processed(*make_photo_enhancer({.faces = true}), lit.clone(), &remarks);
  const auto without = batch::processed(*make_photo_enhancer({}), lit.clone());
  const bool moved = test::largest_difference(with, without) > 0;
  CHECK(moved == (remarks.exposure->why.find("for the faces") != std::string::npos));
  const auto plain = imaging::to_image(torch::rand({3, 80, 90}) * 0.1, imaging::BitDepth::u8);
  CHECK(test::largest_difference(
            batch::processed(*make_photo_enhancer({.faces = true}), plain.clone()),
            batch::processed(*make_photo_enhancer({}), plain.clone())) == 0);
}

TEST_CASE("A photo with a face and a little noise is calmed half as much, and says so") {
  const auto dark = imaging::to_tensor(face_photo(0.1));
  const auto noisy = imaging::to_image((dark + torch::randn(dark.sizes()) * 0.003).clamp(0, 1),
                                       imaging::BitDepth::u8);
  batch::Remarks remarks;
  const auto with =
      batch::processed(*make_photo_enhancer({.faces = true}), noisy.clone(), &remarks);
  REQUIRE(remarks.faces->after.size() == 1);
  CHECK_THAT(remarks.exposure->why, ContainsSubstring("0.5 of the calming for the faces"));
  if (ContainsSubstring("EV for the faces").match(remarks.exposure->why)) return;
  const auto half = batch::processed(*make_photo_enhancer({.denoise = 0.5}), noisy.clone());
  CHECK(test::largest_difference(with, half) == 0);
}

TEST_CASE("A photo in which noise hides the face is softened too, and says so") {
  const auto dark = imaging::to_tensor(face_photo(0.1));
  const auto noise = torch::randn(dark.sizes());
  const auto enhanced = [&](double deviation, batch::Remarks& remarks) {
    auto noisy = imaging::to_image((dark + noise * deviation).clamp(0, 1), imaging::BitDepth::u8);
    return batch::processed(*make_photo_enhancer({.faces = true}), std::move(noisy), &remarks);
  };
  batch::Remarks little, much;
  enhanced(0.001, little);
  enhanced(0.03, much);
  REQUIRE(much.faces->after.size() == 1);
  CHECK_THAT(much.exposure->why, ContainsSubstring("softened where noise hides faces"));
  CHECK_THAT(little.exposure->why, !ContainsSubstring("softened"));
}

TEST_CASE("Weights for faces are needed where faces are looked for, and wanted nowhere else") {
  CHECK(needed_weights({}).empty());
  CHECK(needed_weights({.faces = true}).size() == 1);
  CHECK(needed_weights({.faces = true, .face_model = kWeights}).front() == kWeights);
  CHECK(needed_weights({.face_model = kWeights}).front() == kWeights);
  CHECK_THROWS_AS(make_photo_enhancer({.face_model = "none.safetensors"}), CheckpointError);
  CHECK_THROWS_AS(make_photo_enhancer({.faces = true, .face_model = "none.safetensors"}),
                  CheckpointError);
}
