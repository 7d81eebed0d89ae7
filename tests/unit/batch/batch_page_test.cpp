#include "lowlight/batch/batch_page.h"

#include <filesystem>
#include <string>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/loaded_addresses.h"
#include "support/markup.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using imaging::Image;
using lowlight::test::Markup;
using lowlight::test::read_markup;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

namespace {

struct Copier : PhotoProcessor {
  void process(const imaging::PictureRows& picture,
               int64_t most_rows,
               const imaging::UseBand& use,
               Remarks*) const override {
    imaging::read_in_bands(picture, most_rows, use);
  }
  std::string description() const override { return "test"; }
};

Markup page_at(const fs::path& path) {
  const auto bytes = read_file(path);
  return read_markup({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

BatchReport run_with_report(const fs::path& root, const BatchPageOptions& options) {
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  BatchPage page(plan, options);
  const auto report = run_batch(plan, Copier(), {}, page);
  page.conclude(report);
  return report;
}

std::vector<std::string> rows_of(const Markup& page) {
  std::vector<std::string> rows;
  for (const auto* body : page.all("tbody")) {
    for (const auto* row : body->all("tr")) rows.push_back(row->all_text());
  }
  return rows;
}

}  // namespace

TEST_CASE("Each photo has a card with a slider its name and its figures") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 31, 17);
  write_synthetic_photo(root / "in/sub/b b.jpg", 600, 400);
  run_with_report(root.path(), {.path = root / "report.html", .settings = {{"Strength", "0.7"}}});
  const auto page = page_at(root / "report.html");
  const auto cards = page.all("article", "card");
  REQUIRE(cards.size() == 2);
  CHECK(cards[1]->all("img").size() == 2);
  CHECK(cards[1]->all("img").at(0)->attributes.at("width") == "480");
  CHECK(cards[1]->all("input").size() == 1);
  CHECK(cards[1]->all("a").at(0)->attributes.at("href") == "out/sub/b%20b.jpg");
  CHECK_THAT(cards[1]->all_text(), ContainsSubstring("600 × 400 · 0.2 MP"));
  CHECK_THAT(cards[1]->all_text(), ContainsSubstring("× 1"));
  CHECK_THAT(page.all("div", "verdict").at(0)->all_text(), ContainsSubstring("2 photos done"));
  CHECK_THAT(page.all("dl", "facts").back()->all_text(), ContainsSubstring("Strength0.7"));
  CHECK(rows_of(page).empty());
}

TEST_CASE("Pages have the switch for what is clipped where a photo on them is") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 31, 17);
  const auto switches = [&](const char* page) {
    return page_at(root / page).all("label", "clipping").size();
  };
  run_with_report(root.path(), {.path = root / "report.html"});
  CHECK(switches("report.html") == 0);
  auto lamp = lowlight::test::synthetic_image(31, 17);
  lamp.row<uint8_t>(8)[40] = 255;
  fs::remove_all(root / "out");
  codecs::write_photo(root / "in/b.png",
                      lowlight::test::photo_of(std::move(lamp)),
                      {.format = codecs::ImageFormat::png});
  run_with_report(root.path(), {.path = root / "report.html"});
  CHECK(switches("report.html") == 1);
  fs::remove_all(root / "out");
  run_with_report(root.path(), {.path = root / "report.html", .photos_per_page = 1});
  CHECK(switches("report.html") == 0);
  CHECK(switches("report_files/page-001.html") == 0);
  CHECK(switches("report_files/page-002.html") == 1);
  CHECK(page_at(root / "report_files/page-002.html").all("img", "marks").size() == 2);
}

TEST_CASE("Failures stand at the top with stage and reason") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  write_file_atomically(root / "in/b.jpg", std::vector<uint8_t>{0xFF, 0xD8, 0xFF});
  run_with_report(root.path(), {.path = root / "report.html"});
  const auto page = page_at(root / "report.html");
  CHECK(page.all("div", "verdict").at(0)->attributes.at("class") == "verdict bad");
  CHECK_THAT(page.all("div", "verdict").at(0)->all_text(), ContainsSubstring("1 photo failed"));
  REQUIRE(rows_of(page).size() == 1);
  CHECK_THAT(rows_of(page)[0], ContainsSubstring("in/b.jpgread"));
  CHECK(page.all("h2").at(0)->all_text() == "Failures");
  CHECK(page.all("article").size() == 1);
}

TEST_CASE("Hostile names and reasons are shown and do nothing") {
  const TemporaryFolder root;
  const std::string name = "<img src=x onerror=alert(1)>\"'&\n\xff;javascript:x.png";
  write_synthetic_photo(root / "in" / name);
  write_file_atomically(root / "in" / ("<script>" + name), std::vector<uint8_t>());
  run_with_report(root.path(), {.path = root / "<i>.html", .settings = {{"<b>", "</dl><script>"}}});
  const auto page = page_at(root / "<i>.html");
  CHECK(page.all("img").size() == 2);
  CHECK(page.all("script").size() == 1);
  CHECK(page.all("b").empty());
  CHECK_THAT(page.all("h3").at(0)->all_text(),
             ContainsSubstring("<img src=x onerror=alert(1)>\"'&\\n\\xff;"));
  REQUIRE(rows_of(page).size() == 1);
  CHECK_THAT(rows_of(page)[0], ContainsSubstring("<script>"));
  for (const auto& address : lowlight::test::loaded_addresses(page)) {
    CHECK(address.starts_with("data:image/jpeg;base64,"));
  }
}

TEST_CASE("No photo at all is a page that says so") {
  const TemporaryFolder root;
  BatchPage report({}, {.path = root / "deep/report.html"});
  report.conclude({});
  const auto page = page_at(root / "deep/report.html");
  CHECK_THAT(page.all_text(), ContainsSubstring("Nothing was left to do"));
  CHECK(page.all("article").empty());
}

TEST_CASE("An interrupted batch says how to go on") {
  const TemporaryFolder root;
  BatchPage report({}, {.path = root / "report.html"});
  report.conclude({.photos = {{.input = "a.jpg"}}, .stopped_by = 2});
  CHECK_THAT(page_at(root / "report.html").all_text(), ContainsSubstring("Interrupted"));
}

TEST_CASE("Many photos are on pages beside it and pages of an earlier run go") {
  const TemporaryFolder root;
  for (int i = 0; i < 7; ++i) write_synthetic_photo(root / ("in/" + std::to_string(i) + ".png"));
  run_with_report(root.path(), {.path = root / "r.html", .photos_per_page = 2});
  const auto page = page_at(root / "r.html");
  CHECK(page.all("article").empty());
  std::vector<std::string> links;
  for (const auto* link : page.all("a")) links.push_back(link->attributes.at("href"));
  CHECK(links == std::vector<std::string>{"r_files/page-001.html",
                                          "r_files/page-002.html",
                                          "r_files/page-003.html",
                                          "r_files/page-004.html"});
  CHECK(page.all("li").at(1)->all_text() == "2.png … 3.png 2 photos");
  const auto last = page_at(root / "r_files/page-004.html");
  CHECK(last.all("article").size() == 1);
  CHECK(last.all("a").at(0)->attributes.at("href") == "../r.html");
  CHECK(last.all("a").at(1)->attributes.at("href") == "../out/6.png");

  fs::remove_all(root / "out");
  fs::remove(root / "in/6.png");
  run_with_report(root.path(), {.path = root / "r.html", .photos_per_page = 2});
  CHECK(fs::exists(root / "r_files/page-003.html"));
  CHECK_FALSE(fs::exists(root / "r_files/page-004.html"));
}

TEST_CASE("A thousand failures are all there and the first are in sight") {
  const TemporaryFolder root;
  BatchReport batch;
  for (int i = 0; i < 1000; ++i) {
    batch.photos.push_back({.input = std::to_string(i) + ".jpg",
                            .status = PhotoStatus::failed,
                            .reason = "the end is missing"});
  }
  BatchPage report({}, {.path = root / "report.html"});
  report.conclude(batch);
  const auto page = page_at(root / "report.html");
  CHECK(rows_of(page).size() == 1000);
  CHECK(page.all("details").at(0)->all("tr").size() == 981);
  CHECK_THAT(page.all("summary").at(0)->all_text(), ContainsSubstring("980 more"));
}

TEST_CASE("The report replaces no photo and tells when it cannot be written") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  CHECK_THROWS_AS(BatchPage(plan, {.path = root / "in/a.png"}), ConfigError);
  CHECK_THROWS_AS(BatchPage(plan, {.path = root / "out/../out/a.png"}), ConfigError);
  BatchPage report(plan, {.path = root / "in/a.png/report.html"});
  CHECK_THROWS_AS(report.conclude({}), Error);
}
