#include "batch/patience.h"

#include "support/catch.h"

using namespace lowlight::batch;

namespace {

/// How often an action is called that fails with `error` every time.
int calls_under(int error, bool made_here) {
  int calls = 0;
  const auto fail = [&]() -> int {
    ++calls;
    throw std::system_error(error, std::generic_category());
  };
  CHECK_THROWS_AS(patiently(made_here, fail), std::system_error);
  return calls;
}

}  // namespace

TEST_CASE("What may pass is tried four times, all else once") {
  CHECK(calls_under(ESTALE, false) == 4);
  CHECK(calls_under(ENOSPC, true) == 1);
  CHECK(calls_under(EACCES, false) == 1);
  CHECK(calls_under(ENOENT, false) == 1);
}

TEST_CASE("What passed gives its result") {
  int calls = 0;
  CHECK(patiently(true, [&] {
          if (++calls < 2) throw std::system_error(ENOENT, std::generic_category());
          return 7;
        }) == 7);
}
