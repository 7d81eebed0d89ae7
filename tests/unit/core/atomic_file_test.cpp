#include "lowlight/core/atomic_file.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>

#include "support/catch.h"
#include "support/file_size_limit.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::FileSizeLimit;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::vector<uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::ptrdiff_t entries_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

}  // namespace

TEST_CASE("What is written is read back, whatever its size") {
  const TemporaryFolder folder;
  for (const size_t size : {0, 1, 4095, 4096, 4097, 3'000'001}) {
    std::vector<uint8_t> bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = uint8_t(i * 31);
    write_file_atomically(folder / "file", bytes);
    CHECK(read_file(folder / "file") == bytes);
  }
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("Pieces are written one after the other") {
  const TemporaryFolder folder;
  const auto one = bytes_of("one "), none = bytes_of(""), two = bytes_of("two");
  const std::span<const uint8_t> pieces[] = {one, none, two};
  write_file_atomically(folder / "file", pieces);
  CHECK(read_file(folder / "file") == bytes_of("one two"));
}

TEST_CASE("A full disk leaves the old file and nothing else") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "file", bytes_of("old"));
  {
    const FileSizeLimit limit(1000);
    CHECK_THROWS_AS(write_file_atomically(folder / "file", std::vector<uint8_t>(5000)),
                    std::system_error);
  }
  CHECK(read_file(folder / "file") == bytes_of("old"));
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("Errors name the path and the reason") {
  const TemporaryFolder folder;
  const auto missing = folder / "no folder" / "file";
  CHECK_THROWS_WITH(write_file_atomically(missing, bytes_of("x")),
                    ContainsSubstring(missing.string()) && ContainsSubstring("No such file"));
  CHECK_THROWS_WITH(read_file(missing),
                    ContainsSubstring(missing.string()) && ContainsSubstring("No such file"));
  CHECK_THROWS_WITH(read_file(folder.path()), ContainsSubstring("Is a directory"));
  CHECK_THROWS_AS(write_file_atomically(folder.path(), bytes_of("x")), std::system_error);
}

TEST_CASE("A replaced file passes its permissions on and a new one obeys the mask") {
  const TemporaryFolder folder;
  const auto path = folder / "file";
  const auto mask = ::umask(027);
  write_file_atomically(path, bytes_of("new"));
  ::umask(mask);
  CHECK(fs::status(path).permissions() == fs::perms(0640));
  fs::permissions(path, fs::perms(0604));
  write_file_atomically(path, bytes_of("newer"));
  CHECK(fs::status(path).permissions() == fs::perms(0604));
}

TEST_CASE("A symbolic link is replaced and its target is not touched") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "target", bytes_of("precious"));
  fs::create_symlink("target", folder / "link");
  write_file_atomically(folder / "link", bytes_of("new"));
  CHECK(read_file(folder / "target") == bytes_of("precious"));
  CHECK(read_file(folder / "link") == bytes_of("new"));
  CHECK_FALSE(fs::is_symlink(folder / "link"));
}

TEST_CASE("A pipe is not replaced by a file, nor is a link to one") {
  const TemporaryFolder folder;
  const auto pipe = folder / "pipe", link = folder / "link";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  fs::create_symlink("pipe", link);
  for (const auto& path : {pipe, link}) {
    CHECK_THROWS_AS(write_file_atomically(path, bytes_of("new")), std::system_error);
    CHECK_THROWS_WITH(write_file_atomically(path, bytes_of("new")),
                      ContainsSubstring(path.string()) && ContainsSubstring("no regular file"));
  }
  CHECK(fs::is_fifo(fs::symlink_status(pipe)));
  CHECK(fs::is_symlink(link));
  CHECK(entries_in(folder.path()) == 2);
}

TEST_CASE("The longest name a folder allows can be written") {
  const TemporaryFolder folder;
  write_file_atomically(folder / std::string(255, 'x'), bytes_of("x"));
  CHECK(read_file(folder / std::string(255, 'x')) == bytes_of("x"));
}

TEST_CASE("A process killed at any moment leaves the old file or the new one") {
  const TemporaryFolder folder;
  const auto path = folder / "file";
  const std::vector<uint8_t> a(400'000, 'a'), b(300'000, 'b');
  write_file_atomically(path, a);
  for (int round = 0; round < 20; ++round) {
    const pid_t writer = ::fork();
    if (writer == 0) {
      for (;;) {
        write_file_atomically(path, b);
        write_file_atomically(path, a);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500 + 370 * round));
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    const auto found = read_file(path);
    CHECK((found == a || found == b));
  }
}

TEST_CASE("Threads that write the same file leave one of theirs whole") {
  const TemporaryFolder folder;
  const auto path = folder / "file";
  std::vector<std::thread> writers;
  for (char letter : {'a', 'b', 'c'}) {
    writers.emplace_back([&path, letter] {
      for (int i = 0; i < 20; ++i) write_file_atomically(path, std::vector<uint8_t>(5000, letter));
    });
  }
  for (auto& writer : writers) writer.join();
  const auto found = read_file(path);
  REQUIRE(found.size() == 5000);
  CHECK(found == std::vector<uint8_t>(5000, found.front()));
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("What a killed process left is removed and what a living one writes is not") {
  const TemporaryFolder folder;
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  ::waitpid(dead, nullptr, 0);
  const auto hidden = [](pid_t process) {
    return ".a.lowlight-" + std::to_string(process) + "-3.tmp";
  };
  for (const auto& name : {hidden(dead), hidden(::getpid()), std::string(".a.tmp")})
    write_file_atomically(folder / name, bytes_of("half"));
  remove_unfinished_files(folder.path());
  CHECK_FALSE(fs::exists(folder / hidden(dead)));
  CHECK(fs::exists(folder / hidden(::getpid())));
  CHECK(fs::exists(folder / ".a.tmp"));
  CHECK_NOTHROW(remove_unfinished_files(folder / "nowhere"));
}
