#include "training/validation.h"

#include <cmath>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/line_task.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

/// Its losses are the numbers of its held-out samples.
struct Counting : test::LineTask {
  explicit Counting(int64_t samples) : size(samples) {}
  int64_t validation_size() const override { return size; }
  Sample validation_sample(int64_t n) const override {
    return {{{"x", torch::full({4}, double(n))}}, {}, {}};
  }
  std::vector<LossTerm> losses(const Batch& batch) override {
    in_evaluation = in_evaluation && !network().is_training();
    const auto number = batch.tensors.at("x").mean();
    return {{"one", number, "", ""}, {"two", 2 * number, "", ""}};
  }
  std::vector<NamedValue> figures(const Batch& batch, const Preview&) override {
    return {{"number", batch.tensors.at("x").mean().item<double>()}};
  }
  int64_t size;
  bool in_evaluation = true;
};

ValidationReport report_of(int64_t step, double loss, double psnr = 0) {
  return {.step = step, .loss = loss, .terms = {{"l1", -loss}}, .metrics = {{"psnr", psnr}}};
}

}  // namespace

TEST_CASE("Validation is the mean over all held-out samples and shows the first of them") {
  Counting task(kShownSamples + 3);
  task.network().train();
  const auto report = validate(task, torch::kCPU);
  const double mean = double(kShownSamples + 2) / 2;
  CHECK(report.samples == kShownSamples + 3);
  CHECK(report.loss == Approx(3 * mean));
  CHECK(report.terms == std::vector<NamedValue>{{"one", mean}, {"two", 2 * mean}});
  CHECK(report.preview.output.size(0) == kShownSamples);
  REQUIRE_FALSE(report.metrics.empty());
  CHECK(report.metrics.front().first == "psnr");
  CHECK(report.metrics.back() == NamedValue{"number", mean});
  CHECK(task.in_evaluation);
  CHECK(task.network().is_training());
}

TEST_CASE("A loss or term is best where it is lowest and a metric where it is good") {
  Progress by_loss, by_term, by_psnr;
  CHECK(is_best(report_of(1, 3, 20), "loss", by_loss));
  CHECK_FALSE(is_best(report_of(2, 4, 20), "loss", by_loss));
  CHECK(is_best(report_of(3, 2, 20), "loss", by_loss));
  CHECK(by_loss.best_step == 3);
  CHECK(by_loss.best == 2);
  CHECK(is_best(report_of(1, 3), "l1", by_term));
  CHECK(is_best(report_of(2, 4), "l1", by_term));
  CHECK(is_best(report_of(1, 3, 20), "psnr", by_psnr));
  CHECK_FALSE(is_best(report_of(2, 3, 19), "psnr", by_psnr));
  CHECK(is_best(report_of(3, 3, 21), "psnr", by_psnr));
}

TEST_CASE("What is not finite is never best") {
  Progress progress;
  CHECK_FALSE(is_best(report_of(1, std::nan("")), "loss", progress));
  CHECK(progress.best_step == -1);
  CHECK(is_best(report_of(2, 5), "loss", progress));
}

TEST_CASE("What is not measured cannot be best") {
  Progress progress;
  CHECK_THROWS_AS(is_best(report_of(1, 3), "ssim", progress), ConfigError);
}
