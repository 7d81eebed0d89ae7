#include "blocks/tap_sums.h"

#include <torch/types.h>

#include "support/catch.h"

namespace lowlight::blocks {
namespace {

const std::vector<int64_t> kCounts{1, 7, 15, 16, 17, 31, 64, 129, 1500};
const std::vector<int64_t> kOffsets{40, 0, 3, 1, 17, 2, 80, 5, 9, 33, 12};

template <class T>
std::vector<T> random_numbers(int64_t count) {
  const auto numbers = torch::randn({count}, c10::CppTypeToScalarType<T>::value);
  return {numbers.template data_ptr<T>(), numbers.template data_ptr<T>() + count};
}

}  // namespace

TEMPLATE_TEST_CASE("sum_taps is its formula for every number of outputs and any length",
                   "[blocks]",
                   float,
                   double) {
  const double tolerance = sizeof(TestType) == 4 ? 1e-5 : 1e-14;
  const auto taps = int64_t(kOffsets.size());
  for (const int64_t outputs : {1, 2, 4, 8}) {
    const auto weights = random_numbers<TestType>(taps * outputs);
    for (const auto count : kCounts) {
      const auto source = random_numbers<TestType>(80 + count + kSlack);
      const int64_t step = count + kSlack;
      std::vector<TestType> out(size_t(outputs * step), TestType(-1));
      sum_taps(
          source.data(), kOffsets.data(), taps, weights.data(), outputs, out.data(), step, count);
      double worst = 0;
      for (int64_t m = 0; m < outputs; ++m) {
        for (int64_t p = 0; p < count; ++p) {
          double sum = 0;
          for (int64_t t = 0; t < taps; ++t)
            sum += double(weights[t * outputs + m]) * source[kOffsets[t] + p];
          worst = std::max(worst, std::abs(out[m * step + p] - sum));
        }
      }
      INFO(outputs << " outputs, " << count << " places");
      CHECK(worst < tolerance);
    }
  }
}

TEMPLATE_TEST_CASE("tap_products is its formula for any number of outputs, taps and places",
                   "[blocks]",
                   float,
                   double) {
  const double tolerance = sizeof(TestType) == 4 ? 1e-3 : 1e-12;
  for (const int64_t outputs : {1, 3, 4, 9}) {
    for (const int64_t taps : {1, 2, 9, 11}) {
      for (const auto count : kCounts) {
        const auto source = random_numbers<TestType>(80 + count + kSlack);
        const int64_t step = count + kSlack;
        auto rows = random_numbers<TestType>(outputs * step);
        for (int64_t m = 0; m < outputs; ++m)
          std::fill_n(rows.begin() + m * step + count, kSlack, TestType(0));
        std::vector<TestType> out(size_t(outputs * taps), TestType(7));
        tap_products(
            rows.data(), step, outputs, source.data(), kOffsets.data(), taps, count, out.data());
        double worst = 0;
        for (int64_t m = 0; m < outputs; ++m) {
          for (int64_t t = 0; t < taps; ++t) {
            double sum = 0;
            for (int64_t p = 0; p < count; ++p)
              sum += double(rows[m * step + p]) * source[kOffsets[t] + p];
            worst = std::max(worst, std::abs(out[m * taps + t] - sum));
          }
        }
        INFO(outputs << " outputs, " << taps << " taps, " << count << " places");
        CHECK(worst < tolerance);
      }
    }
  }
}

TEST_CASE("No tap gives zeros") {
  std::vector<double> out(16 + kSlack, 5);
  const std::vector<double> unread(1);
  sum_taps<double>(unread.data(), nullptr, 0, nullptr, 1, out.data(), 16, 16);
  CHECK(std::all_of(out.begin(), out.begin() + 16, [](double y) { return y == 0; }));
}

}  // namespace lowlight::blocks
