#ifdef LOWLIGHT_CATCH2_V2
#define CATCH_CONFIG_RUNNER
#endif
#include "support/catch.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#ifdef LOWLIGHT_CATCH2_V2
using Catch::TestEventListenerBase;
#else
using TestEventListenerBase = Catch::EventListenerBase;
#endif

namespace {

/// Every case starts from the same state of LibTorch, whichever cases ran before it.
struct SameStart : TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo& /*info*/) override {
    // Two small thread pools beside each other cost more than they give; results are those of one
    // thread.
    at::set_num_threads(1);
    at::manual_seed(0);
  }
};

}  // namespace

CATCH_REGISTER_LISTENER(SameStart)

int main(int argc, char* argv[]) { return Catch::Session().run(argc, argv); }
