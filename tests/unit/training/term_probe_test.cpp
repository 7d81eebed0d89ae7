#include "lowlight/training/term_probe.h"

#include <cmath>
#include <limits>

#include "support/catch.h"
#include "support/line_task.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::options;

TEST_CASE("A probe tells each term's value and the norm of its gradient, and changes no weight") {
  LineTask task;
  const auto before = task.network().parameters()[0].detach().clone();
  const auto probes = probe_terms(task, options(50));
  REQUIRE(probes.size() == 2);
  CHECK(probes[0].name == "error");
  CHECK(probes[0].value > 0);
  CHECK(probes[0].gradient_norm > 0);
  CHECK(probes[0].note.empty());
  CHECK(probes[1].name == "extra");
  CHECK(probes[1].gradient_norm == 0);
  CHECK_THAT(probes[1].note, ContainsSubstring("only a test"));
  CHECK(torch::equal(task.network().parameters()[0], before));
  for (const auto& parameter : task.network().parameters())
    CHECK_FALSE((parameter.grad().defined() && parameter.grad().ne(0).any().item<bool>()));
}

TEST_CASE("The norm is that of the term alone") {
  /// Two terms, the second three times the first.
  struct TwoTerms final : LineTask {
    std::vector<LossTerm> losses(const Batch& batch) override {
      const auto error = network().parameters()[0].square().sum() + 0 * batch.tensors.at("x").sum();
      return {{"one", error, "", ""}, {"three", 3 * error, "", "a note"}};
    }
  } task;
  const auto probes = probe_terms(task, options(50));
  CHECK(probes[1].gradient_norm == Approx(3 * probes[0].gradient_norm));
  CHECK(probes[0].gradient_norm ==
        Approx(2 * task.network().parameters()[0].norm().item<double>()));
  const auto text = text_of(probes);
  CHECK_THAT(text, ContainsSubstring("gradient norm") && ContainsSubstring("a note"));
}

TEST_CASE("What is not finite is told as it is") {
  LineTask task(0, std::numeric_limits<float>::quiet_NaN());
  const auto probes = probe_terms(task, options(50));
  CHECK(std::isnan(probes[0].value));
  CHECK(std::isnan(probes[0].gradient_norm));
}
