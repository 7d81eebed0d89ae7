#include "training/diagnosis_page.h"

#include <torch/nn/modules/conv.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <limits>

#include "museum/museum.h"
#include "support/markup.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::training;
using namespace lowlight::test;

namespace {

const std::string kHostile = "</title><script>alert(1)</script>\"'&";

Diagnosis made_of(const std::string& text) {
  const TensorStatistics bad{
      .shape = {2, 3}, .type = text, .count = 6, .nan = 1, .first_bad = {1, 2}};
  Diagnosis diagnosis;
  diagnosis.reproduced = true;
  diagnosis.tripped = diagnosis.error = text;
  diagnosis.producer = {
      .place = text, .operation = text, .module = text, .term = text, .output = bad};
  diagnosis.files = {text, "b.png"};
  diagnosis.suspects = {text};
  diagnosis.trail = {{text, 1}, {"b", std::numeric_limits<double>::infinity()}};
  diagnosis.cause = {text, text, {text}, text};
  diagnosis.others = {diagnosis.cause};
  diagnosis.warnings = {text};
  diagnosis.modules = {{.name = "first", .output_magnitude = 2.6, .weights = {{text, bad, bad}}},
                       {.name = text,
                        .role = Role::producer,
                        .input_magnitude = 2.6,
                        .output_magnitude = 6.6e9,
                        .coverage = 0.5,
                        .mask_range = {{0, 2}}},
                       {.name = "last", .role = Role::passer_on}};
  return diagnosis;
}

}  // namespace

TEST_CASE("A real diagnosis has verdict producer trail chart and modules on its page") {
  torch::manual_seed(1);
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(3, 4, 3));
  const auto x = torch::rand({2, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(
      *conv, {{"image", x}}, [&] { return only("energy", conv->forward(x).relu().log().mean()); }));
  const auto page = read_markup(diagnosis_page(diagnosis, {{"image", x}}, {{"step", "17"}}));
  CHECK_THAT(
      page.all("div", "verdict").at(0)->all_text(),
      ContainsSubstring(diagnosis.cause.verdict) && ContainsSubstring(diagnosis.producer->place));
  CHECK(page.all("figure", "chart").size() == 1);
  CHECK(page.all("img").size() == 2);
  CHECK(page.all("tr", "bad").size() >= 1);
  CHECK_THAT(page.all_text(), ContainsSubstring(diagnosis.cause.remedy));
  CHECK(page.all("dl", "facts").back()->all_text() == "step17\n");
}

TEST_CASE("The producer is marked in table and chart and so is the sample") {
  const auto page = read_markup(diagnosis_page(made_of("conv_2")));
  CHECK(page.all("tr", "bad").at(0)->children.at(0).all_text() == "conv_2");
  CHECK(page.all("path", "mark").size() == 1);
  CHECK_THAT(page.all("tr", "warning").at(0)->all_text(), ContainsSubstring("first bad element"));
}

TEST_CASE("No text of a diagnosis can leave its place") {
  const auto page = read_markup(diagnosis_page(
      made_of(kHostile), {{kHostile, torch::zeros({1, 1, 4, 4})}}, {{kHostile, kHostile}}));
  CHECK(page.all("script").empty());
  CHECK(page.all("title").at(0)->all_text() == "Numerics doctor");
  CHECK_THAT(page.all("img").at(0)->attributes.at("alt"), ContainsSubstring(kHostile));
}

TEST_CASE("A healthy step and one that did not happen again say so") {
  Diagnosis diagnosis;
  diagnosis.cause = {.key = "none", .verdict = "The step is finite."};
  CHECK(
      read_markup(diagnosis_page(diagnosis)).all("div", "verdict").at(0)->attributes.at("class") ==
      "verdict good");
  diagnosis.cause.key = "unknown";
  const auto again = read_markup(diagnosis_page(diagnosis));
  CHECK(again.all("div", "verdict").at(0)->attributes.at("class") == "verdict warning");
  CHECK_THAT(again.all_text(), ContainsSubstring("did not happen again"));
}

TEST_CASE("Pictures of the batch stand beside their captions") {
  auto image = torch::rand({20, 3, 40, 300});
  image.index_put_({1, 0, 39, 299}, std::numeric_limits<float>::quiet_NaN());
  const auto page =
      read_markup(diagnosis_page({}, {{"image", image}, {"scale", torch::ones({3})}}));
  const auto pictures = page.all("img");
  REQUIRE(pictures.size() == 8);
  CHECK(pictures[0]->attributes.at("width") == "128");
  CHECK(pictures[0]->attributes.at("alt") == "image of sample 0");
  CHECK(pictures[0]->attributes.at("src").starts_with("data:image/png;base64,"));
  CHECK(page.all("figcaption").at(1)->all_text() == "image of sample 1, 1 not finite, in red");
}

TEST_CASE("The page of a capsule says which step it holds and how to run it again") {
  doctor::Capsule capsule;
  capsule.step = 41;
  const auto page = read_markup(capsule_page("runs/capsule-42.safetensors", capsule, {}));
  const auto facts = page.all("dl", "facts").back()->all_text();
  CHECK_THAT(facts, ContainsSubstring("41"));
  CHECK_THAT(facts, ContainsSubstring("lowlight_train --replay capsule-42.safetensors"));
}
