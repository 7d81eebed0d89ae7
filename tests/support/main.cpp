#ifdef LOWLIGHT_CATCH2_V2
#define CATCH_CONFIG_RUNNER
#endif
#include "support/catch.h"

#include <torch/torch.h>

int main(int argc, char* argv[]) {
  // Two small thread pools beside each other cost more than they give; results are those of one
  // thread.
  at::set_num_threads(1);
  torch::manual_seed(0);
  return Catch::Session().run(argc, argv);
}
