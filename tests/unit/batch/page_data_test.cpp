#include "batch/page_data.h"

#include <nlohmann/json.hpp>

#include "support/catch.h"

using namespace lowlight::batch;

namespace {

BatchReport with_failures(int count) {
  BatchReport report;
  for (int i = 0; i < count; ++i)
    report.photos.push_back(
        {.input = std::to_string(i) + ".jpg", .status = PhotoStatus::failed, .reason = "damaged"});
  return report;
}

Comparison comparison_of(PictureFigures before, PictureFigures after) {
  return {.width = 600,
          .height = 400,
          .before = before,
          .after = after,
          .thumbnail_width = 48,
          .thumbnail_height = 32,
          .before_jpeg = {1, 2, 3},
          .after_jpeg = {4, 5, 6}};
}

}  // namespace

TEST_CASE("The verdict names what matters most") {
  const auto headline_of = [](const BatchReport& report) {
    return report_data(report, {})["verdict"]["headline"].get<std::string>();
  };
  BatchReport report;
  CHECK(headline_of(report) == "Nothing was left to do");
  report.photos = {{.input = "a.jpg", .status = PhotoStatus::done}};
  CHECK(headline_of(report) == "1 photo done");
  report.stopped_by = 2;
  CHECK(headline_of(report) == "Interrupted");
  report.photos.push_back({.input = "b.jpg", .status = PhotoStatus::failed});
  CHECK(headline_of(report) == "1 photo failed");
}

TEST_CASE("Twenty failures are in sight and the others counted") {
  CHECK(report_data({}, {})["failures"].is_null());
  const auto few = report_data(with_failures(20), {})["failures"];
  CHECK(few["first"].size() == 20);
  CHECK(few["others"].empty());
  const auto many = report_data(with_failures(23), {})["failures"];
  CHECK(many["first"].size() == 20);
  CHECK(many["others"][0]["photo"] == "20.jpg");
  CHECK(many["others_count"] == 3);
}

TEST_CASE("What was left out and lost is counted by its kind") {
  BatchReport report;
  report.photos = {{.input = "a.jpg", .warnings = {"the gain map was left out: no place"}},
                   {.input = "b.jpg", .warnings = {"the gain map was left out: no numbers"}}};
  const auto losses = report_data(report, {}, {{"HEIC", {12, "no reader"}}})["losses"];
  REQUIRE(losses.size() == 2);
  CHECK(losses[0]["name"] == "HEIC: no reader");
  CHECK(losses[0]["value"] == "12 photos");
  CHECK(losses[1]["name"] == "the gain map was left out");
  CHECK(losses[1]["value"] == "2 photos");
  CHECK(report_data({}, {})["losses"].empty());
}

TEST_CASE("A card has a photo's figures as people read them") {
  const auto card = card_data({.input = "in/a b.jpg", .read_seconds = 0.126},
                              comparison_of({0.03, 0.0001}, {0.45, 0.0212}),
                              "../out/a b.jpg");
  CHECK(card["name"] == "a b.jpg");
  CHECK(card["link"] == "../out/a%20b.jpg");
  CHECK(card["size"] == "600 × 400 · 0.2 MP");
  CHECK(card["read"] == "0.13 s");
  CHECK(card["luma_before"] == "3.0 %");
  CHECK(card["luma_after"] == "45 %");
  CHECK(card["gain"] == "× 15");
  CHECK(card["clipped_before"] == "< 0.1 %");
  CHECK(card["clipped_after"] == "2.1 %");
}

TEST_CASE("Faces are counted and drawn in percent of the picture, where they were looked for") {
  const auto comparison = comparison_of({}, {});  // of 600 × 400
  PhotoReport photo{.input = "a.png"};
  const auto without = card_data(photo, comparison, "a.png");
  CHECK(without["faces"] == false);
  CHECK_FALSE(without["pair"].contains("faces_before"));
  photo.faces = Faces{{}, {{{-6, 100, 60, 80}, 0.9}}};
  const auto card = card_data(photo, comparison, "a.png");
  CHECK(card["faces"]["before"] == "0");
  CHECK(card["faces"]["after"] == "1");
  CHECK(card["pair"]["faces_before"].empty());
  const auto box = card["pair"]["faces_after"].at(0);
  CHECK(box["left"] == "-1.00%");
  CHECK(box["top"] == "25.00%");
  CHECK(box["width"] == "10.00%");
  CHECK(box["height"] == "20.00%");
}

TEST_CASE("A black photo has no gain and a small one decimals") {
  auto black = comparison_of({0, 0}, {0.5, 0});
  black.width = 31;
  black.height = 17;
  const auto card = card_data({.input = "a.png"}, black, "a.png");
  CHECK(card["gain"] == "–");
  CHECK(card["clipped_before"] == "0 %");
  CHECK(card["size"] == "31 × 17 · 0.001 MP");
}

TEST_CASE("A comparison alone says what changed as a card does") {
  const auto comparison = comparison_of({0.03, 0.0002}, {0.45, 0.021});
  const auto change = change_data(comparison);
  CHECK(change["clipped_after"] == "2.1 %");
  CHECK(change["luma_before"] == card_data({.input = "a.png"}, comparison, "a.png")["luma_before"]);
}

TEST_CASE("The slider has before and after in their places") {
  const auto slider = slider_data(comparison_of({}, {}), "a.jpg");
  CHECK(slider["before"] == "data:image/jpeg;base64,AQID");
  CHECK(slider["after"] == "data:image/jpeg;base64,BAUG");
  CHECK(slider["width"] == 48);
  CHECK(slider["height"] == 32);
  CHECK(slider["marks_before"] == "");
  auto clipped = comparison_of({}, {});
  clipped.after_marks = {7, 8, 9};
  CHECK(slider_data(clipped, "a.jpg")["marks_after"] == "data:image/png;base64,BwgJ");
}
