// `batch_command` interrupted and killed in the middle of its work.
#include <chrono>
#include <map>
#include <thread>

#include "lowlight/batch/journal.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/random.h"
#include "support/catch.h"
#include "support/full_length.h"
#include "support/photo_files.h"
#include "support/program.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

using Contents = std::map<std::string, std::vector<uint8_t>>;

/// The files under final names: an unfinished one is hidden.
Contents outputs_in(const fs::path& folder) {
  Contents result;
  if (!fs::exists(folder)) return result;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.front() != '.') result[name] = read_file(entry.path());
  }
  return result;
}

size_t count_in(const fs::path& folder) {
  if (!fs::exists(folder)) return 0;
  return size_t(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

constexpr size_t kKilledPhotos = 200;

std::vector<batch::JournalRecord> finished_records(const fs::path& journal) {
  if (!fs::exists(journal)) return {};
  const auto bytes = read_file(journal);
  return batch::parse_journal({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                              journal.string());
}

void write_many_photos(const fs::path& folder, size_t count) {
  constexpr const char* kEndings[] = {".jpg", ".png", ".webp", ".tif"};
  for (size_t i = 0; i < count; ++i) {
    test::write_synthetic_photo(
        folder / (std::to_string(1000 + i) + kEndings[i % 4]), int64_t(60 + i), 50, 3);
  }
}

std::vector<std::string> batch_command(const fs::path& input, const fs::path& output) {
  return {LOWLIGHT_ENHANCE, input.string(), "-o", output.string(), "--threads", "1"};
}

/// Waits until the program has begun another output, or is at its end.
void wait_for_work(Program& program, const fs::path& output) {
  const auto before = count_in(output);
  while (program.running() && count_in(output) <= before) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

TEST_CASE("Killed at random moments there is never a broken photo and a rerun does the rest") {
  const TemporaryFolder root;
  write_many_photos(root / "in", kKilledPhotos);
  REQUIRE(Program(batch_command(root / "in", root / "undisturbed")).exit_code() == 0);
  const auto expected = outputs_in(root / "undisturbed");
  REQUIRE(expected.size() == kKilledPhotos);
  auto command = batch_command(root / "in", root / "out");
  const auto journal = root / "run.jsonl";
  command.insert(command.end(), {"--journal", journal.string()});

  RandomStream random({2026});
  const int rounds = test::full_length() ? 50 : 8;
  int killed_at_work = 0;
  for (int round = 0; round < rounds; ++round) {
    if (outputs_in(root / "out").size() == expected.size()) fs::remove_all(root / "out");
    Program program(command);
    wait_for_work(program, root / "out");
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(100'000)));
    program.send(SIGKILL);
    if (program.exit_code() == 128 + SIGKILL) ++killed_at_work;
    for (const auto& [name, bytes] : outputs_in(root / "out")) {
      INFO(name << " in round " << round);
      CHECK(bytes == expected.at(name));
    }
    for (const auto& record : finished_records(journal)) {
      CHECK(expected.contains(record.photo.output.filename()));
    }
  }
  CHECK(killed_at_work >= rounds / 2);
  CHECK(Program(command).exit_code() == 0);
  CHECK((outputs_in(root / "out") == expected));
  CHECK(count_in(root / "out") == expected.size());  // what was unfinished is swept
}

TEST_CASE("A signal lets the photos in hand be finished and the rest be done later") {
  const int signal = GENERATE(SIGINT, SIGTERM);
  const TemporaryFolder root;
  write_many_photos(root / "in", kKilledPhotos);
  Program program(batch_command(root / "in", root / "out"));
  wait_for_work(program, root / "out");
  program.send(signal);
  CHECK(program.exit_code() == 128 + signal);
  CHECK_THAT(program.err(), ContainsSubstring("interrupted: "));
  const auto done = count_in(root / "out");
  CHECK(done == outputs_in(root / "out").size());  // nothing unfinished is left
  CHECK(done < kKilledPhotos);
  CHECK(Program(batch_command(root / "in", root / "out")).exit_code() == 0);
  CHECK(outputs_in(root / "out").size() == kKilledPhotos);
}
