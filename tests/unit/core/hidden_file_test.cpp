#include "lowlight/core/hidden_file.h"

#include <algorithm>
#include <numeric>
#include <system_error>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<uint8_t>;

Bytes all_of(const ByteFile& file) {
  Bytes bytes(file.size());
  file.read(0, bytes);
  return bytes;
}

/// What both kinds of file must do.
void check_places(ByteFile& file) {
  CHECK(all_of(file).empty());
  file.append(Bytes{1, 2, 3});
  file.write(5, Bytes{6, 7});
  file.write(1, Bytes{9});
  CHECK(all_of(file) == Bytes{1, 9, 3, 0, 0, 6, 7});
  Bytes part(2);
  file.read(4, part);
  CHECK(part == Bytes{0, 6});
  CHECK_THROWS_AS(file.read(6, part), c10::ValueError);
  CHECK(file.view().size() == 7);
  CHECK(file.view()[1] == 9);
}

}  // namespace

TEST_CASE("Files in memory and on disk keep what is written at any place") {
  const TemporaryFolder folder;
  MemoryFile memory;
  check_places(memory);
  HiddenFile disk(folder / "a");
  check_places(disk);
}

TEST_CASE("A hidden file is met under its name once it is whole") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "a", Bytes{1});
  {
    HiddenFile file(folder / "a");
    file.append(Bytes{2});
    CHECK(read_file(folder / "a") == Bytes{1});
    file.replace_target();
  }
  CHECK(read_file(folder / "a") == Bytes{2});
}

TEST_CASE("A hidden file that is given up leaves nothing") {
  const TemporaryFolder folder;
  { HiddenFile(folder / "a").append(Bytes{1}); }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("A file that forgot its name is nowhere and still holds its bytes") {
  const TemporaryFolder folder;
  HiddenFile file(folder / "a");
  file.forget_name();
  CHECK(fs::is_empty(folder.path()));
  Bytes bytes(300'000);
  std::iota(bytes.begin(), bytes.end(), uint8_t(0));
  file.append(bytes);
  const auto mapped = file.view();
  file.release_view();
  CHECK(std::equal(mapped.begin(), mapped.end(), bytes.begin(), bytes.end()));
}

TEST_CASE("Another file is appended whole") {
  const TemporaryFolder folder;
  Bytes bytes(3'000'001);
  std::iota(bytes.begin(), bytes.end(), uint8_t(0));
  write_file_atomically(folder / "other", bytes);
  HiddenFile file(folder / "a");
  file.append_file(folder / "other");
  CHECK(all_of(file) == bytes);
  CHECK_THROWS_AS(file.append_file(folder / "nothing"), std::system_error);
}

TEST_CASE("A hidden file says where it cannot be made") {
  CHECK_THROWS_AS(HiddenFile("/nowhere/a"), std::system_error);
}
