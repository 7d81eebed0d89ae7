// `enhance` over many photos of mixed sizes.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "lowlight/core/random.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/full_length.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// Bytes that a process occupies; 0 once it has ended.
int64_t occupied_by(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return 1024 * std::stoll(line.substr(6));
  }
  return 0;
}

}  // namespace

TEST_CASE("Memory does not grow over many photos of mixed sizes", "[memory]") {
  const TemporaryFolder root;
  RandomStream random({7});
  constexpr const char* kEndings[] = {".jpg", ".png", ".webp", ".tif"};
  const size_t photos = test::full_length() ? 400 : 120;
  for (size_t i = 0; i < photos; ++i) {
    // The largest come at once, so that growth afterwards is no higher water mark of theirs.
    const auto side = i < 8 ? 700 : 20 + random.below(680);
    test::write_synthetic_photo(root / ("in/" + std::to_string(1000 + i) + kEndings[i % 4]),
                                int64_t(side),
                                int64_t(20 + random.below(480)));
  }
  Program program(enhance({(root / "in").string(), "-o", (root / "out").string(), "-v"}));
  std::vector<int64_t> occupied;
  while (program.running()) {
    if (const auto bytes = occupied_by(program.process())) occupied.push_back(bytes);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  REQUIRE(program.exit_code() == 0);
  CHECK(test::files_in(root / "out").size() == photos);
  REQUIRE(occupied.size() > 40);
  const auto at = [&](double share) {
    return occupied.begin() + int64_t(share * double(occupied.size()));
  };
  const auto early = *std::max_element(at(0.2), at(0.5)), late = *std::max_element(at(0.5), at(1));
  INFO("early " << early / 1e6 << " MB, late " << late / 1e6 << " MB");
  // What the allocator keeps still rises by some 20 MB while larger photos happen to meet in
  // memory; in full length a leak of one picture a photo would be 50 MB.
  CHECK(double(late) < 1.1 * double(early) + 8e6);
}
