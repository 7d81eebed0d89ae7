#include "tasks/labelled_crops.h"

#include <torch/types.h>

#include <fstream>
#include <memory>

#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/photo_files.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"
#include "tasks/darkened_pairs.h"
#include "tasks/matched_pairs.h"

using namespace lowlight;
using namespace lowlight::tasks;
using lowlight::test::synthetic_photo;
using lowlight::test::write_png;

namespace {

/// Two photos of 160 × 120 pixels; the first shows a white square at (40, 30), 32 pixels wide.
struct Set {
  test::TemporaryFolder folder;
  data::PhotosOptions photos;

  Set() {
    auto first = (synthetic_photo(120, 160, 1) / 4).to(at::kByte);
    first.slice(1, 30, 62).slice(2, 40, 72).fill_(255);
    write_png(folder / "photos/a.png", first);
    write_png(folder / "photos/b.png", synthetic_photo(120, 160, 2));
    std::ofstream(folder / "boxes.txt") << "a.png\n3\n40 30 32 32\n0 0 0 0\n2 2 7 7\nb.png\n0\n";
    photos.path = (folder / "photos").string();
    photos.boxes = (folder / "boxes.txt").string();
  }
};

/// The mean of `picture` [3, S, S] within a box, and outside of it.
std::pair<double, double> mean_in_and_out(const at::Tensor& picture, const at::Tensor& box) {
  const auto side = [&](int64_t i) { return std::llround(box[i].item<double>()); };
  const auto within = picture.slice(1, side(1), side(3)).slice(2, side(0), side(2));
  const double inside = within.sum().item<double>(), all = picture.sum().item<double>();
  return {inside / double(within.numel()),
          (all - inside) / double(picture.numel() - within.numel())};
}

}  // namespace

TEST_CASE("Boxes follow the photo through reading, reducing and cropping") {
  const Set set;
  for (const int64_t long_side : {0, 80}) {
    auto photos = set.photos;
    photos.long_side = long_side;
    const auto pairs = open_darkened_pairs(photos, {.crop = {.size = 48}, .neutral = 1});
    for (uint64_t key = 0; key < 12; ++key) {
      const auto sample = pairs->sample(0, RandomStream{key});
      const auto& boxes = sample.tensors.at("boxes");
      CAPTURE(long_side, key, boxes);
      REQUIRE(boxes.sizes() == at::IntArrayRef{2, 4});
      REQUIRE(sample.tensors.at("ignored").sizes() == at::IntArrayRef{2});
      // The box of seven pixels is too small, or is shown alone and enlarged.
      const auto area =
          (boxes.select(1, 2) - boxes.select(1, 0)) * (boxes.select(1, 3) - boxes.select(1, 1));
      if (area[0].item<double>() < 300) continue;
      const auto [inside, outside] = mean_in_and_out(sample.tensors.at("target"), boxes[0]);
      CHECK(inside > 0.9);
      CHECK(outside < 0.5);
    }
    CHECK(pairs->sample(1, RandomStream{1}).tensors.at("boxes").count_nonzero().item<int>() == 0);
    CHECK(pairs->description() ==
          "2 photos of " + photos.path + ", 2 boxes on 1 of 2 photos, 1 left out");
    REQUIRE(pairs->refused().size() == 1);
    CHECK_THAT(pairs->refused()[0], ContainsSubstring("line 4, a.png"));
  }
}

TEST_CASE("Boxes that a crop shows too small, or cut, are in it to be ignored") {
  const Set set;
  std::ofstream(set.folder / "boxes.txt")
      << "a.png\n4\n40 30 32 32\n2 2 7 7\n90 10 60 40\n30 2 3 3\nb.png\n0\n";
  const auto photos = data::open_photos(set.photos);
  const LabelledCrops labels(set.photos, photos);
  std::map<std::string, at::Tensor> sample;
  // Half as large as it was: 32 becomes 16, 7 becomes 3.5; the third box's centre is at 120.
  labels.add_boxes(photos->photo(0), 0, {.top = 0, .left = 0, .side = 100}, 50, sample);
  CHECK(at::allclose(sample.at("boxes"),
                     at::tensor({20.f,
                                 15.f,
                                 36.f,
                                 31.f,
                                 1.f,
                                 1.f,
                                 4.5f,
                                 4.5f,
                                 45.f,
                                 5.f,
                                 50.f,
                                 25.f,
                                 15.f,
                                 1.f,
                                 16.5f,
                                 2.5f})
                         .view({4, 4})));
  CHECK(at::equal(sample.at("ignored"), torch::tensor({false, true, true, true})));
}

TEST_CASE("Packed photos keep the boxes that are drawn on the whole ones") {
  const Set set;
  auto photos = set.photos;
  photos.long_side = 80;
  data::pack_photos(*data::open_photos(photos), set.folder / "packed.safetensors");
  auto packed = photos;
  packed.path = (set.folder / "packed.safetensors").string();
  const auto a = open_darkened_pairs(photos, {.crop = {.size = 48}})->sample(0, RandomStream{5});
  const auto b = open_darkened_pairs(packed, {.crop = {.size = 48}})->sample(0, RandomStream{5});
  CHECK(at::equal(a.tensors.at("boxes"), b.tensors.at("boxes")));
  CHECK(at::equal(a.tensors.at("dark"), b.tensors.at("dark")));
}

TEST_CASE("Pairs of a dark and a bright photo have the boxes of either") {
  const Set set;
  const auto photos = data::open_photos(set.photos);
  const auto pairs = matched_pairs(
      photos, photos, "memory", {.crop = {.size = 48}}, open_labels(set.photos, photos));
  const auto sample = pairs->sample(0, RandomStream{2});
  CHECK(sample.tensors.at("boxes").sizes() == at::IntArrayRef{2, 4});
  CHECK(pairs->refused().size() == 1);
}

TEST_CASE("Without a list nothing is known, and samples are as they were") {
  const Set set;
  auto photos = set.photos;
  photos.boxes.clear();
  const auto pairs = open_darkened_pairs(photos, {.crop = {.size = 48}});
  CHECK_FALSE(pairs->sample(0, RandomStream{2}).tensors.contains("boxes"));
  CHECK(open_labels(photos, data::open_photos(photos)) == nullptr);
  CHECK(refused_boxes(nullptr).empty());
  CHECK(labelled_text("2 photos", nullptr) == "2 photos");
}
