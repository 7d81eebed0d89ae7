#include "lowlight/io/event_file.h"

#include <vector>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/event_reader.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::io;
using test::read_events;

TEST_CASE("What is written is read back, checksums and all") {
  const test::TemporaryFolder folder;
  const auto path = folder / "events";
  const std::vector<uint8_t> picture(300, 7);
  {
    EventFile file(path);
    file.add_start(12);
    file.add_scalar(5'000'000'000, "train/loss", -0.125);
    file.add_picture(3, "preview/output", 16, 200, picture);
  }
  const auto events = read_events(path);
  REQUIRE(events.size() == 4);
  CHECK(events[0].version == "brain.Event:2");
  CHECK(events[1].is_start);
  CHECK(events[1].step == 12);
  CHECK(events[2].step == 5'000'000'000);
  CHECK(events[2].tag == "train/loss");
  CHECK(events[2].value == -0.125);
  CHECK(events[3].tag == "preview/output");
  CHECK(events[3].height == 16);
  CHECK(events[3].width == 200);
  CHECK(events[3].png == picture);
}

TEST_CASE("A changed byte is found by the reader of these tests") {
  const test::TemporaryFolder folder;
  const auto path = folder / "events";
  EventFile(path).add_scalar(1, "a", 1);
  auto bytes = read_file(path);
  bytes[bytes.size() - 6] ^= 1;
  write_file_atomically(path, bytes);
  CHECK_THROWS_WITH(read_events(path), ContainsSubstring("wrong checksum"));
}

TEST_CASE("A file that cannot be written is an error") {
  CHECK_THROWS_AS(EventFile("/nowhere/at/all/events"), DataError);
}
