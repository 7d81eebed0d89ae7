#include "lowlight/metrics/meter.h"

#include <cmath>

#include "support/catch.h"

using namespace lowlight::metrics;

TEST_CASE("A meter knows mean and worst") {
  Meter high{Better::higher}, low{Better::lower};
  for (const double value : {3.0, 1.0, 2.0}) {
    high.add(value);
    low.add(value);
  }
  CHECK(high.mean() == Approx(2.0));
  CHECK(high.worst() == 1.0);
  CHECK(low.worst() == 3.0);
}

TEST_CASE("An empty meter has no value and can be emptied") {
  Meter meter{Better::lower};
  CHECK(std::isnan(meter.mean()));
  CHECK(std::isnan(meter.worst()));
  meter.add(5.0);
  meter.reset();
  CHECK(meter.count == 0);
  CHECK(std::isnan(meter.mean()));
  CHECK(meter.better == Better::lower);
}

TEST_CASE("A NaN is not hidden by what comes after") {
  const auto better = GENERATE(Better::higher, Better::lower);
  Meter meter{better};
  for (const double value : {1.0, std::nan(""), 0.5, 2.0}) meter.add(value);
  CHECK(std::isnan(meter.mean()));
  CHECK(std::isnan(meter.worst()));
}
