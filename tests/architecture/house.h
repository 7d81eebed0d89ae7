// The house as the tests of its rules see it: rooms, files and what they include.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace lowlight::test {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

inline const fs::path kSource = LOWLIGHT_SOURCE_DIR;
inline const Names kCode = {".h", ".cpp", ".cu"};

/// What each room may include directly; whatever those may include comes with them.
inline const std::map<std::string, Names> kRooms = {
    {"core", {}},
    {"io", {"core"}},
    {"imaging", {"core"}},
    {"metadata", {"imaging"}},
    {"colours", {"imaging", "metadata"}},
    {"codecs", {"colours"}},
    {"pages", {"core"}},
    {"blocks", {"core"}},
    {"detection", {"core"}},
    {"models", {"blocks", "detection", "io"}},
    {"losses", {"detection"}},
    {"metrics", {"detection"}},
    {"data", {"codecs", "detection", "io"}},
    {"doctor", {"core", "io"}},
    {"training", {"data", "doctor", "io", "metrics", "pages"}},
    {"tasks", {"training", "models", "losses"}},
    {"batch", {"codecs", "detection", "pages", "io"}},
    {"inference", {"batch", "models"}},
};

/// A room and all below it.
inline Names reachable(const std::string& room) {
  Names rooms = {room};
  for (const auto& below : kRooms.at(room)) rooms.merge(reachable(below));
  return rooms;
}

inline std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// A list of exceptions: a path a line, after it its reason.
inline std::map<std::string, std::string> exceptions(const std::string& name) {
  std::map<std::string, std::string> reasons;
  for (const auto& line : lines_of(kSource / "tests/architecture" / name)) {
    const auto space = std::min(line.find(' '), line.size());
    reasons[line.substr(0, space)] = line.substr(space);
  }
  return reasons;
}

/// Files of a folder and all below it, sorted; none where there is no such folder.
inline std::vector<fs::path> files_below(const fs::path& folder, const Names& extensions) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && extensions.contains(entry.path().extension())) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// All code of ours.
inline std::vector<fs::path> code() {
  std::vector<fs::path> files;
  for (const auto* tree : {"include", "src", "apps", "tests", "bench", "examples"}) {
    for (const auto& file : files_below(kSource / tree, kCode)) files.push_back(file);
  }
  return files;
}

/// Headers and sources of a room.
inline std::vector<fs::path> sources_of(const std::string& room) {
  auto files = files_below(kSource / "include/lowlight" / room, kCode);
  const auto sources = files_below(kSource / "src" / room, kCode);
  files.insert(files.end(), sources.begin(), sources.end());
  return files;
}

/// The first capture of every match. Comments and strings are not told apart from code: the
/// patterns are strict enough.
inline std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    found.push_back((*match)[1]);
  }
  return found;
}

/// A path the way the lists of exceptions and messages have it.
inline std::string shown(const fs::path& file) {
  return file.lexically_relative(kSource).generic_string();
}

/// The room that a file belongs to, by its folder; the first folder where that is no room.
inline std::string room_of(const fs::path& file) {
  static const std::regex folder(R"(^(?:src|include/lowlight|tests/unit)/(\w+)/.*|^(\w+)/.*)");
  std::smatch match;
  const auto path = shown(file);
  std::regex_match(path, match, folder);
  return match[1].matched ? match[1] : match[2];
}

}  // namespace lowlight::test
