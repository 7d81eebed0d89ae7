#include "lowlight/data/check_photos.h"

#include <ATen/ATen.h>

#include <fstream>
#include <limits>
#include <set>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/data/resample.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;
using lowlight::test::write_png;

namespace {

const CheckOptions kSmall{.crop = {.size = 32}};

CheckReport check(const std::filesystem::path& folder, const CheckOptions& options = kSmall) {
  return check_photos({.path = folder.string()}, options);
}

/// A folder with one good photo and one more.
CheckReport check_beside_good(const at::Tensor& photo, const CheckOptions& options = kSmall) {
  const test::TemporaryFolder folder;
  write_png(folder / "good.png", synthetic_photo(60, 70, 1));
  write_png(folder / "odd.png", photo);
  return check(folder.path(), options);
}

/// The only fault, which must be of `file`.
Fault only_fault(const CheckReport& report, const std::string& file = "odd.png") {
  INFO(report.summary());
  REQUIRE(report.faults.size() == 1);
  CHECK_THAT(report.faults[0].file, ContainsSubstring(file));
  return report.faults[0].fault;
}

at::Tensor with_alpha(const at::Tensor& alpha) {
  return at::cat({synthetic_photo(60, 70, 2), alpha.to(at::kByte).expand({1, 60, 70})});
}

}  // namespace

TEST_CASE("Good photos have no fault") {
  const auto report = check_beside_good(synthetic_photo(50, 40, 2));
  CHECK(report.photos == 2);
  CHECK(report.faults.empty());
  CHECK(report.summary() == "2 photos, 0 faults");
}

TEST_CASE("Each fault of a photo is found and no other") {
  CHECK(only_fault(check_beside_good(at::full({3, 50, 50}, 3, at::kByte))) == Fault::black);
  CHECK(only_fault(check_beside_good(at::full({3, 50, 50}, 130, at::kByte))) == Fault::constant);
  CHECK(only_fault(check_beside_good(synthetic_photo(31, 80, 2))) == Fault::too_small);
  CHECK(only_fault(check_beside_good(
            synthetic_photo(50, 50, 2)[0].expand({3, 50, 50}).contiguous())) == Fault::channels);
  auto faint = at::full({3, 50, 50}, 100, at::kByte);
  faint[0].slice(0, 0, 25).add_(4);
  CHECK(only_fault(check_beside_good(faint)) == Fault::no_content);
  CHECK(only_fault(check_beside_good(synthetic_photo(60, 70, 1))) == Fault::duplicate);
}

TEST_CASE("Alpha is a fault where it is no mask and is judged where it is one") {
  const auto half = (at::arange(70) < 35).to(at::kByte) * 255;
  auto masked = kSmall;
  masked.masked = true;
  CHECK(only_fault(check_beside_good(with_alpha(half))) == Fault::channels);
  CHECK(check_beside_good(with_alpha(half), masked).faults.empty());
  const auto none = check_beside_good(with_alpha(at::zeros({70})), masked);
  CHECK(none.count(Fault::mask_empty) == 1);
  CHECK(none.count(Fault::no_content) == 1);
  CHECK(only_fault(check_beside_good(with_alpha(at::linspace(0, 255, 70)), masked)) ==
        Fault::mask_not_binary);
  CHECK(check_beside_good(with_alpha(at::full({70}, 255)), masked).faults.empty());
}

TEST_CASE("Near duplicates are faults among styles only and exact ones always") {
  const auto brighter = to_codes(from_codes(synthetic_photo(60, 70, 1)) * 0.9);
  CHECK(check_beside_good(brighter).faults.empty());
  auto styles = kSmall;
  styles.distinct = true;
  CHECK(only_fault(check_beside_good(brighter, styles)) == Fault::near_duplicate);
  CHECK(check_beside_good(synthetic_photo(60, 70, 4), styles).faults.empty());
}

TEST_CASE(
    "Files that are no photos and files that are cut off are told apart and others are read") {
  const test::TemporaryFolder folder;
  write_png(folder / "good.png", synthetic_photo(60, 70, 1));
  test::write_synthetic_photo(folder / "cut.jpg", 64, 48);
  std::filesystem::resize_file(folder / "cut.jpg",
                               std::filesystem::file_size(folder / "cut.jpg") / 2);
  write_png(folder / "cut.png", synthetic_photo(60, 70, 2));
  std::filesystem::resize_file(folder / "cut.png",
                               std::filesystem::file_size(folder / "cut.png") / 2);
  std::ofstream(folder / "text.jpg") << "no photo";
  const auto report = check(folder.path());
  INFO(report.summary());
  CHECK(report.photos == 4);
  CHECK(report.count(Fault::truncated) == 2);
  CHECK(report.count(Fault::unreadable) == 1);
  CHECK(report.faults.size() == 3);
  CHECK_THAT(report.summary(),
             ContainsSubstring("4 photos, 3 faults") && ContainsSubstring("truncated: 2") &&
                 ContainsSubstring("text.jpg"));
}

TEST_CASE("A float photo with NaN or Inf is found as such and not as unreadable") {
  const float bad =
      GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity());
  const test::TemporaryFolder folder;
  write_png(folder / "good.png", synthetic_photo(60, 70, 1));
  std::vector<float> samples(40 * 40);
  for (size_t i = 0; i < samples.size(); ++i) samples[i] = float(i % 40) / 40;
  samples[123] = bad;
  write_file_atomically(folder / "odd.tif", test::float_tiff_file(40, samples));
  const auto report = check(folder.path());
  CHECK(only_fault(report, "odd.tif") == Fault::not_finite);
  CHECK_THAT(report.summary(), ContainsSubstring("NaN or Inf: 1"));

  samples[123] = 0.5;
  write_file_atomically(folder / "odd.tif", test::float_tiff_file(40, samples));
  CHECK(only_fault(check(folder.path()), "odd.tif") == Fault::channels);  // read, and grey
}

TEST_CASE("A set that is not there or lacks masks is a fault of the set") {
  CHECK(check("no such folder").count(Fault::set) == 1);
  const test::TemporaryFolder folder;
  write_png(folder / "photos/a.png", synthetic_photo(60, 70, 1));
  write_png(folder / "photos/b.png", synthetic_photo(60, 70, 2));
  write_png(folder / "masks/a.png",
            at::linspace(0, 255, 70).to(at::kByte).expand({3, 60, 70}).contiguous());
  PhotosOptions photos{.path = (folder / "photos").string(), .masks = (folder / "masks").string()};
  const auto missing = check_photos(photos, kSmall);
  REQUIRE(missing.faults.size() == 1);
  CHECK_THAT(missing.summary(), ContainsSubstring("b.png has no mask"));

  write_png(folder / "masks/b.png", at::full({3, 60, 70}, 255, at::kByte));
  auto masked = kSmall;
  masked.masked = true;
  const auto grey = check_photos(photos, masked);
  REQUIRE(grey.faults.size() == 1);
  CHECK(grey.faults[0].fault == Fault::mask_not_binary);
  CHECK_THAT(grey.faults[0].file, ContainsSubstring("masks/a.png"));
}

TEST_CASE("Boxes without area or outside or of photos that are not there are faults") {
  const test::TemporaryFolder folder;
  write_png(folder / "photos/a.png", synthetic_photo(60, 70, 1));
  std::ofstream(folder / "boxes.txt") << "deep/a.png\n3\n0 0 70 60\n5 5 0 9\n60 0 11 7\nb.png\n0\n";
  const PhotosOptions photos{.path = (folder / "photos").string(),
                             .boxes = (folder / "boxes.txt").string(),
                             .long_side = 35};
  const auto report = check_photos(photos, {.crop = {.size = 8}});
  INFO(report.summary());
  CHECK(report.count(Fault::box) == 3);
  CHECK_THAT(report.summary(),
             ContainsSubstring("line 4, deep/a.png: the box has no area") &&
                 ContainsSubstring(
                     "line 5, deep/a.png: the box sticks out of the photo, which is 70x60") &&
                 ContainsSubstring("b.png: is no photo of the set"));
}

TEST_CASE("Every fault of a list of boxes is told at once, whatever its kind") {
  const test::TemporaryFolder folder;
  write_png(folder / "photos/a.png", synthetic_photo(60, 70, 1));
  std::ofstream(folder / "photos/cut.png") << "no picture";
  std::ofstream(folder / "boxes.txt") << "a.png\n4\n0 0 5 9\nnan 0 9 9\n70 0 9 9\n1 2 x 4\n"
                                      << "c.png\nmany\ncut.png\n1\n3 4 20 20\n";
  const auto report =
      check_photos({.path = (folder / "photos").string(), .boxes = (folder / "boxes.txt").string()},
                   {.crop = {.size = 8}});
  INFO(report.summary());
  // The photo that cannot be read is one fault: the list names it rightly.
  CHECK(report.count(Fault::unreadable) == 1);
  CHECK(report.count(Fault::box) == 6);
  for (const auto* fault : {"line 3, a.png: the box has a side below 6 pixels",
                            "line 4, a.png: the box is not finite",
                            "line 5, a.png: the box lies outside",
                            "line 6 must be a box",
                            "line 7, c.png: is no photo of the set",
                            "line 8 must be the number of boxes"})
    CHECK_THAT(report.summary(), ContainsSubstring(fault));
}

TEST_CASE("A list without any box to learn from is a fault") {
  const test::TemporaryFolder folder;
  write_png(folder / "photos/a.png", synthetic_photo(60, 70, 1));
  const PhotosOptions photos{.path = (folder / "photos").string(),
                             .boxes = (folder / "boxes.txt").string()};
  std::ofstream(folder / "boxes.txt") << "a.png\n0\n";
  const auto report = check_photos(photos, {.crop = {.size = 8}});
  CHECK(report.count(Fault::box) == 1);
  CHECK_THAT(report.summary(), ContainsSubstring("no photo has a box"));
  std::ofstream(folder / "boxes.txt") << "a.png\n1\n1 1 9 9\n";
  CHECK(check_photos(photos, {.crop = {.size = 8}}).count(Fault::box) == 0);
}

TEST_CASE("Every bad box among many, and every photo listed twice, is named with its line") {
  // WIDER FACE's list has 27 boxes without area, and photos that have no others.
  const test::TemporaryFolder folder;
  write_png(folder / "photos/a.png", synthetic_photo(60, 70, 1));
  std::ofstream list(folder / "boxes.txt");
  std::set<int> lines;
  int line = 0;
  for (int photo = 0; photo < 40; ++photo) {
    list << "a.png\n9\n", line += 2;
    for (int box = 0; box < 9; ++box) {
      const bool bad = box == 3 && photo < 27;
      const char* kinds[] = {"0 0 0 0", "5 5 0 9", "nan 5 9 9"};
      list << (bad ? kinds[photo % 3] : "1 2 30 40") << " 0 0 0 0 0 0\n";
      if (++line; bad) lines.insert(line);
    }
  }
  list.close();
  const auto report =
      check_photos({.path = (folder / "photos").string(), .boxes = (folder / "boxes.txt").string()},
                   {.crop = {.size = 8}});
  CHECK(report.count(Fault::box) == 27 + 39);
  for (const int bad : lines) {
    const auto text = "line " + std::to_string(bad) + ", a.png: the box ";
    CHECK_THAT(report.summary(), ContainsSubstring(text));
  }
  CHECK_THAT(report.summary(), ContainsSubstring("line 12, a.png: stands in line 1 too"));
}

TEST_CASE("A report is text, whatever the names of the files are") {
  const test::TemporaryFolder folder;
  write_png(folder / "a\x1B[31m\n.png", synthetic_photo(60, 70, 1));
  write_png(folder / "b\x1B.png", synthetic_photo(60, 70, 1));
  const auto text = check_photos({.path = folder.path().string()}, kSmall).summary();
  CHECK_THAT(text, ContainsSubstring("b\\x1b.png: the same as "));
  CHECK_THAT(text, ContainsSubstring("a\\x1b[31m\\n.png"));
  CHECK(text.find('\x1B') == std::string::npos);
}

TEST_CASE("Photos are judged at the size they are trained at") {
  const test::TemporaryFolder folder;
  write_png(folder / "a.png", synthetic_photo(60, 70, 1));
  CHECK(check_photos({.path = folder.path().string(), .long_side = 35}, kSmall)
            .count(Fault::too_small) == 1);
}

TEST_CASE("Pairs without partner or of two sizes are faults") {
  const test::TemporaryFolder folder;
  for (const auto* set : {"dark", "bright"})
    write_png(folder / set / "a.png", synthetic_photo(60, 70, 1));
  const PhotosOptions dark{.path = (folder / "dark").string()},
      bright{.path = (folder / "bright").string()};
  CHECK(check_pairs(dark, bright).faults.empty());
  write_png(folder / "dark/b.png", synthetic_photo(60, 70, 2));
  write_png(folder / "bright/b.png", synthetic_photo(60, 71, 2));
  const auto sizes = check_pairs(dark, bright);
  REQUIRE(sizes.faults.size() == 1);
  CHECK_THAT(sizes.faults[0].detail, ContainsSubstring("70x60") && ContainsSubstring("71x60"));
  write_png(folder / "dark/c.png", synthetic_photo(60, 70, 3));
  CHECK_THAT(check_pairs(dark, bright).summary(), ContainsSubstring("c.png has no partner"));
}
