#include "imaging/quantile.h"

#include <ATen/ATen.h>

#include "support/catch.h"

using namespace lowlight::imaging;

TEST_CASE("Quantiles are those of ATen, row by row, for every share and size") {
  at::manual_seed(4);
  for (const auto type : {at::kFloat, at::kDouble}) {
    for (const int64_t size : {1, 2, 3, 10, 1001}) {
      const auto values = at::randn({3, size}, type);
      const auto before = values.clone();
      for (const double share : {0., 0.1, 0.5, 0.9, 0.998, 1.})
        CHECK(at::allclose(row_quantiles(values, share), values.quantile(share, 1), 1e-5, 1e-6));
      CHECK(at::equal(values, before));
    }
  }
}
