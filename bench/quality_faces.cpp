#include "quality_faces.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/detection/head_statistics.h"
#include "lowlight/detection/overlap.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/metrics/average_precision.h"
#include "lowlight/models/yunet.h"
#include "quality_samples.h"

namespace fs = std::filesystem;

namespace lowlight::bench {
namespace {

using detection::Corners;
using detection::Found;
using detection::ManyCorners;
using detection::Pixels;

constexpr int64_t kSide = 640;
constexpr double kSure = 0.6, kOverlap = 0.5;
constexpr detection::FindOptions kAnyScore{.least_score = 0.02, .most = 5000};
constexpr std::array kExposures = {-5., -6.5, -8.};
constexpr SensorNoise kNoise{"", 2e-4, 4e-7, false};

models::YuNet shipped_detector() {
  return models::load_yunet(
      inference::find_model(inference::model_places("", inference::kFaceModel)));
}

/// [3, h, w] in [0, 1] as the detector reads it.
at::Tensor detector_picture(const fs::path& photo) {
  return imaging::shrink(codecs::read_photo(photo).image, kSide);
}

at::Tensor as_shares(const at::Tensor& codes) { return codes.to(at::kFloat) / 255; }

ManyCorners<Pixels> boxes_of(const std::vector<Found>& found) {
  auto rows = torch::zeros({int64_t(found.size()), 4}, at::kDouble);
  for (size_t i = 0; i < found.size(); ++i) {
    const auto& box = found[i].box;
    rows[int64_t(i)].copy_(torch::tensor({box.left, box.top, box.right, box.bottom}, at::kDouble));
  }
  return detection::corners_from<Pixels>(rows);
}

at::Tensor scores_of(const std::vector<Found>& found) {
  std::vector<double> scores;
  for (const auto& one : found) scores.push_back(one.score);
  return torch::tensor(scores, at::kDouble);
}

std::vector<fs::path> photos_below(const fs::path& folder) {
  auto photos = photos_in(folder);
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  for (const auto& inner : folders) {
    const auto more = photos_in(inner);
    photos.insert(photos.end(), more.begin(), more.end());
  }
  return photos;
}

struct FacePhoto {
  at::Tensor picture;
  std::vector<Found> faces;
};

std::vector<FacePhoto> photos_with_faces(detection::Detector& detector, const fs::path& folder) {
  std::vector<FacePhoto> photos;
  for (const auto& path : photos_below(folder)) {
    const auto picture = detector_picture(path);
    auto faces = detection::find_boxes(detector, picture, {.least_score = kSure});
    if (!faces.empty()) photos.push_back({picture, std::move(faces)});
  }
  return photos;
}

/// The logits of all anchors in pictures, [n] each.
struct Logits {
  std::vector<at::Tensor> classes, objectness;

  void add(detection::Detector& detector, const at::Tensor& picture) {
    const auto heads = detector.heads(picture.unsqueeze(0));
    classes.push_back(heads.classes.flatten());
    objectness.push_back(heads.objectness.flatten());
  }
};

using Darkened = std::array<Logits, std::size(kExposures)>;

/// A row of precisions; returns what the heads say at each exposure, with the first noise.
Darkened print_darkened(detection::Detector& detector,
                        const Method& method,
                        const std::vector<FacePhoto>& photos,
                        int64_t draws) {
  Darkened logits;
  std::printf("| %s |", method.name.c_str());
  for (size_t e = 0; e < kExposures.size(); ++e) {
    std::vector<metrics::PhotoBoxes> found;
    for (int64_t draw = 0; draw < draws; ++draw) {
      for (size_t i = 0; i < photos.size(); ++i) {
        const auto noise = size_t(draw) * photos.size() + i;
        const auto dark = underexposed(photos[i].picture, kExposures[e], kNoise, noise);
        const auto shown = as_shares(method.run(dark));
        if (draw == 0) logits[e].add(detector, shown);
        const auto faces = detection::find_boxes(detector, shown, kAnyScore);
        found.push_back(
            {boxes_of(faces), scores_of(faces), boxes_of(photos[i].faces), {}, int64_t(i)});
      }
    }
    constexpr auto kProtocol = metrics::ApProtocol::voc;
    const auto [low, high] = metrics::precision_interval(found, kProtocol, kOverlap);
    std::printf(" %.3f (%.3f to %.3f) |",
                metrics::average_precision(found, kProtocol, kOverlap).value,
                low,
                high);
  }
  std::printf("\n");
  std::fflush(stdout);
  return logits;
}

void print_logits(const std::string& name, const Logits& logits, const Logits& well_lit) {
  std::printf("| %s |", name.c_str());
  for (const auto member : {&Logits::classes, &Logits::objectness}) {
    const auto all = at::cat(logits.*member);
    for (const double value : detection::logit_quantiles(all, {0.01, 0.5, 0.99, 0.999, 1}))
      std::printf(" %.1f |", value);
    const auto as_heads = [](const at::Tensor& x) { return detection::Heads{x, {}, {}, {}}; };
    std::printf(" %.2f |",
                detection::logits_apart(as_heads(all), as_heads(at::cat(well_lit.*member))));
  }
  std::printf("\n");
}

/// Does the detector still see natural pictures?
void print_heads(detection::Detector& detector,
                 const std::vector<Method>& methods,
                 const std::vector<Darkened>& logits,
                 const std::vector<FacePhoto>& photos) {
  Logits well_lit;
  for (const auto& photo : photos) well_lit.add(detector, photo.picture);
  for (size_t e = 0; e < kExposures.size(); ++e) {
    std::printf("\nThe detector's logits, %.1f EV: of classes, then of objectness\n\n",
                kExposures[e]);
    std::printf(
        "| method | 1 %% | median | 99 %% | 99.9 %% | greatest | apart "
        "| 1 %% | median | 99 %% | 99.9 %% | greatest | apart |\n");
    std::printf("|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    print_logits("well lit", well_lit, well_lit);
    for (size_t i = 0; i < methods.size(); ++i)
      print_logits(methods[i].name, logits[i][e], well_lit);
  }
}

int64_t lost(const std::vector<Found>& before, const std::vector<Found>& after) {
  if (before.empty()) return 0;
  if (after.empty()) return int64_t(before.size());
  const auto best = detection::pairwise_iou(boxes_of(before), boxes_of(after)).amax(1);
  return (best < kOverlap).sum().item<int64_t>();
}

void print_dark(detection::Detector& detector,
                const Method& method,
                const std::vector<fs::path>& photos) {
  int64_t found = 0, missing = 0;
  for (const auto& path : photos) {
    const auto photo = imaging::to_image(imaging::to_tensor(codecs::read_photo(path).image),
                                         imaging::BitDepth::u8);
    const auto result = imaging::to_image(as_shares(method.run(photo)), imaging::BitDepth::u8);
    const auto faces_in = [&](const imaging::Image& image) {
      return detection::find_boxes(detector, imaging::shrink(image, kSide), {.least_score = kSure});
    };
    const auto after = faces_in(result);
    found += int64_t(after.size());
    missing += lost(faces_in(photo), after);
  }
  std::printf("| %s | %lld | %lld |\n",
              method.name.c_str(),
              static_cast<long long>(found),
              static_cast<long long>(missing));
}

}  // namespace

void print_faces(const std::vector<Method>& methods, const FacesBench& bench) {
  auto detector = shipped_detector();
  const auto photos = photos_with_faces(*detector, bench.well_lit);
  if (photos.empty()) throw DataError(bench.well_lit.string(), {"no photo in it shows a face"});
  size_t faces = 0;
  for (const auto& photo : photos) faces += photo.faces.size();
  std::printf(
      "%zu faces in %zu photos, darkened, %d draws of noise: average precision (VOC, all points, "
      "IoU 0.50)\n\n",
      faces,
      photos.size(),
      int(bench.draws));
  std::printf("| method | −5 EV | −6.5 EV | −8 EV |\n|---|---|---|---|\n");
  std::vector<Darkened> logits;
  for (const auto& method : methods)
    logits.push_back(print_darkened(*detector, method, photos, bench.draws));
  print_heads(*detector, methods, logits, photos);
  const auto dark_photos = photos_in(bench.dark);
  std::printf("\n%zu dark photos\n\n| method | faces found | lost |\n|---|---|---|\n",
              dark_photos.size());
  for (const auto& method : methods) print_dark(*detector, method, dark_photos);
}

}  // namespace lowlight::bench
