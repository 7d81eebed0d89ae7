#include "lowlight/training/csv_log.h"

#include <fstream>

#include "support/catch.h"
#include "support/temporary_folder.h"
#include "support/text_of.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::text_of;

namespace {

StepReport step(int64_t n) {
  return {.step = n, .loss = 0.1 * double(n), .terms = {{"l1", 1.0 / 3}}, .learning_rate = 1e-4};
}

}  // namespace

TEST_CASE("Steps and validations are rows under their names and numbers read back exactly") {
  const test::TemporaryFolder folder;
  CsvLog log(folder.path());
  log.on_start(0, 10, {});
  log.on_step(step(1));
  log.on_step({.step = 2, .loss = 3, .terms = {{"other", 5}}});
  log.on_validation({.step = 2, .loss = 0.5, .terms = {{"l1", 0.25}}, .metrics = {{"psnr", 30}}});
  CHECK(text_of(folder / "steps.csv") ==
        "step,loss,learning_rate,gradient_norm,images_per_second,l1\n"
        "1,0.1,1e-04,0,0,0.3333333333333333\n"
        "2,3,0,0,0,\n");
  CHECK(text_of(folder / "validation.csv") == "step,loss,l1,psnr\n2,0.5,0.25,30\n");
}

TEST_CASE("A run that goes on from an earlier step replaces the later rows") {
  const test::TemporaryFolder folder;
  {
    CsvLog killed(folder.path());
    killed.on_start(0, 10, {});
    for (int64_t n = 1; n <= 4; ++n) killed.on_step(step(n));
  }
  std::ofstream(folder / "steps.csv", std::ios::app) << "5,0.5";
  CsvLog log(folder.path());
  log.on_start(2, 10, {});
  log.on_step(step(3));
  log.on_step(step(4));
  log.on_nonfinite({.step = 5, .action = OnNonFinite::rollback, .goes_on = 3});
  log.on_step(step(4));
  CHECK(text_of(folder / "steps.csv") ==
        "step,loss,learning_rate,gradient_norm,images_per_second,l1\n"
        "1,0.1,1e-04,0,0,0.3333333333333333\n"
        "2,0.2,1e-04,0,0,0.3333333333333333\n"
        "3,0.30000000000000004,1e-04,0,0,0.3333333333333333\n"
        "4,0.4,1e-04,0,0,0.3333333333333333\n");
}
