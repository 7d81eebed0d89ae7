#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
namespace fs = std::filesystem;

namespace {

/// The number of a process that has ended.
pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

std::string unfinished(pid_t process) {
  return ".a.jpg.lowlight-" + std::to_string(process) + "-0.tmp";
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

}  // namespace

TEST_CASE("Unfinished files of dead programs are removed and nothing else") {
  const test::TemporaryFolder root;
  const auto dead = std::to_string(dead_process());
  const std::set<std::string> others = {unfinished(::getpid()),
                                        "a.jpg",
                                        ".a.jpg.tmp",
                                        "a.lowlight-" + dead + "-0.tmp",
                                        ".a.lowlight-" + dead + "-0",
                                        ".a.lowlight-" + dead + ".tmp",
                                        ".a.lowlight--" + dead + "-0.tmp",
                                        ".a.lowlight-" + dead + "x-0.tmp",
                                        ".a.lowlight-0-0.tmp"};
  for (const auto& name : others) std::ofstream(root / name);
  std::ofstream(root / unfinished(dead_process()));
  std::ofstream(root / (".x.lowlight-1-1.tmp.lowlight-" + dead + "-12.tmp"));
  remove_unfinished_files(root.path());
  CHECK(names_in(root.path()) == others);
}

TEST_CASE("A file that a writer elsewhere holds is left") {
  const test::TemporaryFolder root;
  const auto name = unfinished(dead_process());
  const int file = ::open((root / name).c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(::flock(file, LOCK_EX) == 0);
  remove_unfinished_files(root.path());
  CHECK(names_in(root.path()).size() == 1);
  ::close(file);
  remove_unfinished_files(root.path());
  CHECK(names_in(root.path()).empty());
}

TEST_CASE("A folder that is not there has nothing stale") {
  const test::TemporaryFolder root;
  CHECK_NOTHROW(remove_unfinished_files(root / "none"));
}
