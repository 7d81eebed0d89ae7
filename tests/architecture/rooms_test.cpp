// Who may include whom. docs/architecture.md explains it.
#include <sstream>

#include "architecture/house.h"
#include "support/catch.h"

using namespace lowlight::test;

namespace {

/// The rooms whose headers a file includes, also by way of the tests' own headers.
Names included_rooms(const fs::path& file) {
  static const std::regex include(R"re(#include\s*[<"](?:lowlight/)?([\w/]+\.h)[>"])re");
  Names rooms;
  for (const auto& header : matches(read(file), include)) {
    const auto folder = header.substr(0, header.find('/'));
    if (kRooms.contains(folder)) {
      rooms.insert(folder);
    } else if (const auto own = kSource / "tests" / header; fs::exists(own)) {
      rooms.merge(included_rooms(own));
    }
  }
  return rooms;
}

}  // namespace

TEST_CASE("The rooms on disk are the rooms of the house") {
  for (const auto* tree : {"src", "include/lowlight", "tests/unit"}) {
    for (const auto& entry : fs::directory_iterator(kSource / tree)) {
      if (!entry.is_directory()) continue;
      INFO(shown(entry.path()));
      CHECK(kRooms.contains(entry.path().filename()));
    }
  }
}

TEST_CASE("Sources and tests include only their room and those below it") {
  for (const auto& [room, below] : kRooms) {
    auto files = sources_of(room);
    const auto tests = files_below(kSource / "tests/unit" / room, kCode);
    files.insert(files.end(), tests.begin(), tests.end());
    const Names allowed = reachable(room);
    for (const auto& file : files) {
      for (const auto& target : included_rooms(file)) {
        INFO(shown(file) << " includes " << target);
        CHECK(allowed.contains(target));
      }
    }
  }
}

/// Private headers that other rooms use too: they show JSON, which no public header may.
const Names kSharedHeaders = {"io/json_values.h", "doctor/diagnosis_json.h"};

TEST_CASE("Private headers stay in their room") {
  const std::regex include(R"re(#include\s*"(?:src/)?((?:\.\./)?\w+/[\w/]+\.h)")re");
  for (const auto& [room, below] : kRooms) {
    for (const auto& file : sources_of(room)) {
      for (const auto& target : matches(read(file), include)) {
        const bool own = target.starts_with(room + "/") || target.starts_with("lowlight/") ||
                         kSharedHeaders.contains(target);
        INFO(shown(file) << " includes " << target);
        CHECK((own || fs::exists(file.parent_path() / target)));
        CHECK_FALSE(target.starts_with(".."));
      }
    }
  }
}

TEST_CASE("The link lines of CMake are the room graph") {
  const std::regex line(R"re(lowlight_room\((\w+)(?: USES((?: [a-z]+)*))?)re");
  const auto text = read(kSource / "src" / "CMakeLists.txt");
  std::map<std::string, Names> linked;
  for (std::sregex_iterator room(text.begin(), text.end(), line), end; room != end; ++room) {
    std::istringstream names((*room)[2]);
    linked[(*room)[1]] = Names(std::istream_iterator<std::string>(names), {});
  }
  CHECK(linked == kRooms);
}

TEST_CASE("Public headers show no third party but LibTorch and the standard library") {
  const std::regex include(
      R"re(#include\s*[<"]([^>"]*(?:opencv|jpeglib|png\.h|tiffio|webp/|exiv2|lcms2)[^>"]*))re"
      R"re(|#include\s*[<"]([^>"]*(?:nlohmann|toml\+\+|CLI/|catch)[^>"]*))re");
  for (const auto& file : files_below(kSource / "include", {".h"})) {
    INFO(shown(file));
    CHECK(matches(read(file), include).empty());
  }
}

TEST_CASE("A public header is needed outside its room, or by such a header") {
  const std::regex include(R"re(#include\s*[<"]lowlight/([\w/]+\.h)[>"])re");
  std::map<std::string, Names> users;
  std::vector<std::string> needed;
  for (const auto* tree : {"include", "src", "apps", "bench", "examples"}) {
    for (const auto& file : files_below(kSource / tree, kCode)) {
      for (const auto& header : matches(read(file), include)) users[header].insert(room_of(file));
    }
  }
  // The trust page sends users of the library to these: no program of the house trains by them.
  Names reached = {"losses/abstention.h", "models/head_extension.h"};
  for (const auto& [header, rooms] : users) {
    const auto own = header.substr(0, header.find('/'));
    if (rooms.size() > 1 || !rooms.contains(own)) needed.push_back(header);
  }
  while (!needed.empty()) {
    const auto header = needed.back();
    needed.pop_back();
    if (!reached.insert(header).second) continue;
    const auto below = matches(read(kSource / "include/lowlight" / header), include);
    needed.insert(needed.end(), below.begin(), below.end());
  }
  for (const auto& file : files_below(kSource / "include/lowlight", {".h"})) {
    INFO(shown(file) << " is used by its own room only: it belongs beside its source");
    CHECK(reached.contains(file.lexically_relative(kSource / "include/lowlight")));
  }
}

TEST_CASE("No room has more than twelve in a hundred lines of the rooms and programs") {
  std::map<std::string, double> lines;
  double all = 0;
  for (const auto& [room, below] : kRooms) {
    for (const auto& file : sources_of(room)) lines[room] += double(lines_of(file).size());
    all += lines[room];
  }
  for (const auto* tree : {"apps", "bench", "examples"}) {
    for (const auto& file : files_below(kSource / tree, kCode))
      all += double(lines_of(file).size());
  }
  for (const auto& [room, count] : lines) {
    INFO(room << " has " << count << " of " << all << " lines");
    CHECK(count <= 0.12 * all);
  }
}
