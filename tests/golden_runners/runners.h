// The table of golden case kinds; each room's runners live in a file of their own.
#pragma once

#include <vector>

#include "support/golden_case.h"

namespace lowlight::test {

std::vector<GoldenRunner> block_runners();
std::vector<GoldenRunner> loss_runners();
std::vector<GoldenRunner> model_runners();

/// All of them.
inline std::vector<GoldenRunner> golden_runners() {
  std::vector<GoldenRunner> all;
  for (const auto& room : {block_runners(), loss_runners(), model_runners()}) {
    all.insert(all.end(), room.begin(), room.end());
  }
  return all;
}

}  // namespace lowlight::test
