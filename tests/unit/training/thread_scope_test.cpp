#include "training/thread_scope.h"

#include <ATen/Parallel.h>

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("Within a scope LibTorch has as many threads as asked for and afterwards as before") {
  const int before = at::get_num_threads();
  for (const int count : {1, 3}) {
    const ThreadScope scope(count);
    CHECK(at::get_num_threads() == count);
    {
      const ThreadScope unchanged(0);
      CHECK(at::get_num_threads() == count);
    }
    CHECK(at::get_num_threads() == count);
  }
  CHECK(at::get_num_threads() == before);
}
