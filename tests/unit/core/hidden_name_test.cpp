#include "core/hidden_name.h"

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("A hidden name tells which process made it") {
  CHECK(hidden_name("a.jpg", 12, 3) == ".a.jpg.lowlight-12-3.tmp");
  CHECK(process_of_hidden_name(hidden_name("a.jpg", 12, 3)) == 12);
  CHECK(process_of_hidden_name(hidden_name("", 1, 0)) == 1);
  // The photo itself may be called like an unfinished file.
  CHECK(process_of_hidden_name(hidden_name(".b.lowlight-7-7.tmp", 12, 3)) == 12);
}

TEST_CASE("A hidden name fits every file system") {
  CHECK(hidden_name(std::string(4000, 'x'), 4194304, ~uint64_t{0}).size() <= 255);
}

TEST_CASE("No process is read from a name that is not ours") {
  for (const auto* name : {"",
                           "a.jpg",
                           "a.jpg.lowlight-12-3.tmp",
                           ".a.jpg.lowlight-12-3",
                           ".a.jpg.lowlight-12.tmp",
                           ".a.jpg.lowlight-x-3.tmp",
                           ".a.jpg.lowlight-12-x.tmp",
                           ".a.jpg.lowlight-0-3.tmp",
                           ".a.jpg.lowlight--12-3.tmp",
                           ".a.jpg.lowlight-99999999999999-3.tmp"}) {
    INFO(name);
    CHECK_FALSE(process_of_hidden_name(name));
  }
}
