#include "lowlight/training/run_page.h"

#include <ATen/ATen.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "lowlight/core/atomic_file.h"
#include "lowlight/training/json_log.h"
#include "support/catch.h"
#include "support/markup.h"
#include "support/temporary_folder.h"
#include "training/run_record.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::Markup;
using lowlight::test::read_markup;
using lowlight::test::TemporaryFolder;

namespace {

const std::string kHostile = "</title><script>alert(1)</script>\"'&";

Curve curve_of(const std::string& name, const std::vector<double>& values) {
  Curve curve{name};
  for (size_t i = 0; i < values.size(); ++i) curve.add(double(i + 1), values[i]);
  return curve;
}

Markup page_of(const RunRecord& record, const Preview& preview = {}) {
  return read_markup(run_page(record, preview, "steps = 10  # " + kHostile));
}

std::vector<std::string> titles_of(const Markup& page) {
  std::vector<std::string> titles;
  for (const auto* figure : page.all("figure", "chart"))
    titles.push_back(figure->all("figcaption").at(0)->all_text());
  return titles;
}

std::string verdict_of(const Markup& page) { return page.all("div", "verdict").at(0)->all_text(); }

}  // namespace

TEST_CASE("Every term and metric has its chart") {
  RunRecord record;
  record.step = 3;
  record.steps = 10;
  record.loss = curve_of("loss", {3, 2, 1});
  record.terms = {curve_of("l1", {2, 1, 0.5}), curve_of("ssim", {1, 1, 0.5})};
  record.validation_terms = {curve_of("l1", {1, 2})};
  record.metrics = {curve_of("psnr", {20, 22, 21})};
  record.best_step = 2;
  const auto page = page_of(record);
  CHECK(titles_of(page) ==
        std::vector<std::string>{
            "loss", "l1", "ssim", "psnr, higher is better", "learning rate", "gradient norm"});
  CHECK(page.all("figure", "chart").at(1)->all("circle").size() == 2);
  CHECK(page.all("figure", "chart").at(3)->all("path", "good").size() == 1);
  CHECK_THAT(verdict_of(page), ContainsSubstring("Under way") && ContainsSubstring("Step 3 of 10"));
  CHECK(page.all("tbody").at(0)->all("tr").at(0)->all_text() == "psnr21222");
  CHECK_THAT(page.all_text(), ContainsSubstring("best.safetensors, of step 2"));
}

TEST_CASE("The verdict says how the run stands") {
  RunRecord record;
  CHECK_THAT(verdict_of(page_of(record)), ContainsSubstring("Nothing is logged yet"));
  record.step = record.steps = 10;
  CHECK_THAT(verdict_of(page_of(record)), ContainsSubstring("Finished"));
  record.events = {{5, "nonfinite", "skip: loss term l1"}};
  CHECK_THAT(verdict_of(page_of(record)), ContainsSubstring("1 step was not finite"));
  record.stopped = true;
  CHECK_THAT(verdict_of(page_of(record)), ContainsSubstring("Stopped"));
}

TEST_CASE("A curve of nothing but NaN and a run of one step have their page") {
  RunRecord record;
  record.loss = curve_of("loss", std::vector<double>(5, std::numeric_limits<double>::quiet_NaN()));
  CHECK_THAT(page_of(record).all_text(), ContainsSubstring("no values yet"));
  record.loss = curve_of("loss", {1});
  CHECK(page_of(record).all("figure", "chart").at(0)->all("circle").size() == 2);
}

TEST_CASE("Nothing that a log holds can leave its place") {
  RunRecord record;
  record.step = 1;
  record.steps = 2;
  record.notes = {kHostile};
  record.terms = {curve_of(kHostile, {1})};
  record.metrics = {curve_of(kHostile, {1})};
  record.events = {{1, "warning", kHostile}, {1, "nonfinite", kHostile}, {1, kHostile, kHostile}};
  record.remarks = {{kHostile, 1, 1, 1}};
  const auto page = page_of(record, {.input = at::zeros({1, 3, 8, 8})});
  CHECK(page.all("script").empty());
  CHECK_THAT(page.all("pre").at(0)->all_text(), ContainsSubstring(kHostile));
  CHECK(page.all("tr", "bad").size() == 1);
}

TEST_CASE("The health of the layers is a chart and a table") {
  RunRecord record;
  record.health_step = 7;
  record.health = {{kHostile, 2.6, 0, 1, std::nan(""), 0.5, std::nan("")},
                   {"b", 9443, 3632, 1, 1e-3, 0, 1}};
  const auto page = page_of(record);
  CHECK(page.all("script").empty());
  CHECK(titles_of(page).back() == "Largest |x| by layer, step 7");
  const auto rows = page.all("details").at(0)->all("tr");
  REQUIRE(rows.size() == 3);
  CHECK(rows[1]->all_text() == kHostile + "2.6150 %");
  CHECK(rows[2]->all_text() == "b9443× 363210.0010 %100 %");
}

TEST_CASE("Samples stand in rows of input and output") {
  const auto pictures = at::rand({3, 3, 40, 60});
  const auto page = page_of({}, {.input = pictures, .well_lit_output = pictures});
  const auto grid = page.all("div", "samples");
  REQUIRE(grid.size() == 1);
  CHECK(grid[0]->all("img").size() == 6);
  CHECK(grid[0]->all("img").at(5)->attributes.at("alt") == "well lit output of sample 3");
  CHECK(grid[0]->all("img").at(5)->attributes.at("src").starts_with("data:image/png;base64,"));
  CHECK(grid[0]->all("p").at(1)->all_text() == "well lit output");
}

TEST_CASE("The page is written at checkpoints from the log and stops no training") {
  const TemporaryFolder folder;
  JsonLog log(folder / "log.jsonl");
  RunPage report(folder.path());
  std::ofstream(folder / "config.toml") << "steps = 4\n";
  log.on_start(0, 4, {});
  log.on_step({.step = 1, .steps = 4, .loss = 2});
  report.on_validation({.step = 1, .preview = {.input = at::rand({1, 3, 8, 8})}});
  report.on_checkpoint(1, "weights");
  const auto bytes = read_file(folder / "report.html");
  const auto page = read_markup({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  CHECK_THAT(verdict_of(page), ContainsSubstring("Step 1 of 4"));
  CHECK(page.all("pre").at(0)->all_text() == "steps = 4\n");

  RunPage nowhere(folder / "gone");
  CHECK_NOTHROW(nowhere.on_checkpoint(1, "weights"));
  CHECK_THROWS(nowhere.write());
}
