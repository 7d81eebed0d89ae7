#include "batch/disk_table.h"

#include <map>

#include "lowlight/core/random.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;

TEST_CASE("A full table finds what was put in last, and nothing else") {
  const test::TemporaryFolder root;
  const int64_t most = GENERATE(1, 2, 1000);
  DiskTable table(most, root / "table");
  RandomStream random{1};
  std::map<uint64_t, uint64_t> truth;
  CHECK_FALSE(table.find(0));
  while (int64_t(truth.size()) < most) {
    const auto key = truth.empty() ? 0 : random.chance(0.2) ? truth.begin()->first : random.bits();
    const auto value = random.bits();
    table.put(key, value);
    truth[key] = value;
  }
  for (const auto& [key, value] : truth) CHECK(table.find(key) == value);
  for (int i = 0; i < 100; ++i) CHECK_FALSE(table.find(random.bits()));
  CHECK(std::filesystem::is_empty(root.path()));
}
