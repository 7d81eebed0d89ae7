#include "lowlight/training/trainer_options.h"

#include <algorithm>

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::training;

TEST_CASE("Wrong trainer options are all named with their full keys") {
  CHECK(problems_of(TrainerOptions{}).empty());
  TrainerOptions wrong;
  wrong.steps = 0;
  wrong.average = 1;
  wrong.schedule.warm_up = -1;
  wrong.adam.beta1 = 1;
  wrong.loader.ahead = 0;
  wrong.accumulate = 3;
  wrong.loss_weights = {"l1 0 1"};
  wrong.rollback_rate = 0;
  const auto problems = problems_of(wrong);
  CHECK(problems.size() == 8);
  CHECK(test::has_problem(problems, "schedule.warm_up", at_least(0), "-1"));
  CHECK(test::has_problem(problems, "average", at_least(0).below(1), "1"));
  CHECK(test::has_problem(problems, "accumulate"));
  CHECK(test::has_problem(problems, "loss_weights"));
}

TEST_CASE("All trainer options are keys of one level but those of rate, optimiser and loader") {
  TrainerOptions options;
  CHECK(assign_fields(options,
                      {{"batch", int64_t(5)},
                       {"clip_norm", 2.0},
                       {"best", std::string("psnr")},
                       {"on_nonfinite", std::string("skip")},
                       {"health_every", int64_t(7)},
                       {"adam.beta1", 0.5}})
            .empty());
  CHECK(options.batch == 5);
  CHECK(options.clip_norm == 2);
  CHECK(options.best == "psnr");
  CHECK(options.on_nonfinite == OnNonFinite::skip);
  CHECK(options.health_every == 7);
  CHECK(options.adam.beta1 == 0.5);
}
