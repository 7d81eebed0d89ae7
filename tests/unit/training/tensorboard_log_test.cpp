#include "lowlight/training/tensorboard_log.h"

#include <torch/types.h>

#include <algorithm>
#include <set>

#include "support/catch.h"
#include "support/event_reader.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

std::vector<test::Event> events_in(const std::filesystem::path& folder) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.insert(entry.path());
  std::vector<test::Event> events;
  for (const auto& file : files) {
    const auto more = test::read_events(file);
    events.insert(events.end(), more.begin(), more.end());
  }
  return events;
}

test::Event found(const std::vector<test::Event>& events, const std::string& tag) {
  const auto event = std::ranges::find(events, tag, &test::Event::tag);
  REQUIRE(event != events.end());
  return *event;
}

}  // namespace

TEST_CASE("Steps, validations and previews are scalars and pictures of their step") {
  const test::TemporaryFolder folder;
  TensorBoardLog log(folder / "board");
  log.on_start(40, 100, {});
  log.on_step({.step = 41, .loss = 0.5, .terms = {{"l1", 0.25}}, .learning_rate = 0.125});
  log.on_validation({.step = 41,
                     .loss = 2,
                     .terms = {{"l1", 4}},
                     .metrics = {{"psnr", 30}},
                     .preview = {.output = torch::ones({3, 3, 5, 7})}});
  const auto events = events_in(folder / "board");
  CHECK(events[1].is_start);
  CHECK(events[1].step == 41);
  for (const auto& [tag, value] : std::vector<NamedValue>{{"train/loss", 0.5},
                                                          {"train/l1", 0.25},
                                                          {"train/learning_rate", 0.125},
                                                          {"validation/loss", 2},
                                                          {"validation/psnr", 30}}) {
    CHECK(found(events, tag).value == value);
    CHECK(found(events, tag).step == 41);
  }
  const auto picture = found(events, "preview/output");
  CHECK(picture.height == 5);
  CHECK(picture.width == 21);
  CHECK(std::string(picture.png.begin() + 1, picture.png.begin() + 4) == "PNG");
}

TEST_CASE("A run that went back voids what was told of later steps") {
  const test::TemporaryFolder folder;
  TensorBoardLog log(folder.path());
  log.on_start(0, 100, {});
  log.on_nonfinite({.step = 9, .action = OnNonFinite::rollback, .goes_on = 4});
  log.on_nonfinite({.step = 9, .action = OnNonFinite::skip, .goes_on = 9});
  const auto events = events_in(folder.path());
  REQUIRE(events.size() == 3);
  CHECK(events[2].is_start);
  CHECK(events[2].step == 5);
}
