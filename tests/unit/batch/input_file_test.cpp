#include "batch/input_file.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "lowlight/batch/sha256.h"
#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::vector<uint8_t> some_bytes(size_t count) {
  std::vector<uint8_t> bytes(count);
  for (size_t i = 0; i < count; ++i) bytes[i] = uint8_t(i * 7 + i / 256);
  return bytes;
}

}  // namespace

TEST_CASE("A file is its bytes, in memory up to the limit and on disk beyond it") {
  const TemporaryFolder folder;
  const auto bytes = some_bytes(5000);
  write_file_atomically(folder / "a", bytes);
  for (const int64_t limit : {5000, 4999}) {
    const InputFile file(folder / "a", limit, folder / "scratch");
    CHECK(std::ranges::equal(file.bytes(), bytes));
    CHECK(file.bytes_in_memory() == (limit == 5000 ? 5000 : 0));
    CHECK(file.sha256() == hex(sha256(bytes)));
    file.release();
    CHECK(std::ranges::equal(file.bytes(), bytes));
  }
}

TEST_CASE("A large file stays whole where the original is cut meanwhile, and leaves nothing") {
  const TemporaryFolder folder;
  const auto bytes = some_bytes(100'000);
  write_file_atomically(folder / "a", bytes);
  {
    const InputFile file(folder / "a", 1, folder / "scratch");
    fs::resize_file(folder / "a", 10);
    file.release();
    CHECK(std::ranges::equal(file.bytes(), bytes));
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
  }
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("An empty file has no bytes and a missing one is an error of the file system") {
  const TemporaryFolder folder;
  std::ofstream(folder / "empty");
  CHECK(InputFile(folder / "empty", 0, folder / "scratch").bytes().empty());
  CHECK_THROWS_AS(InputFile(folder / "none", 0, folder / "scratch"), std::system_error);
}
