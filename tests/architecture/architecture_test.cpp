// The rules of the house that no compiler checks. docs/architecture.md explains them.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.h"

namespace {

namespace fs = std::filesystem;
using Rooms = std::set<std::string>;

const fs::path kSource = LOWLIGHT_SOURCE_DIR;

// What each room may include directly; whatever those may include comes with them.
const std::map<std::string, Rooms> kRooms = {
    {"core", {}},
    {"io", {"core"}},
    {"imaging", {"core"}},
    {"codecs", {"imaging"}},
    {"pages", {"core"}},
    {"blocks", {"core"}},
    {"models", {"blocks", "io"}},
    {"losses", {"core"}},
    {"metrics", {"core"}},
    {"data", {"codecs", "io"}},
    {"doctor", {"core", "io"}},
    {"training", {"data", "doctor", "io", "metrics", "pages"}},
    {"tasks", {"training", "models", "losses"}},
    {"batch", {"codecs", "pages", "io"}},
    {"inference", {"batch", "models"}},
};

constexpr std::size_t kHeaderLines = 150;
constexpr std::size_t kSourceLines = 300;
constexpr std::size_t kMostLines = 330;

Rooms reachable(const std::string& room) {
  Rooms rooms = {room};
  for (const auto& below : kRooms.at(room)) rooms.merge(reachable(below));
  return rooms;
}

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> files_below(const fs::path& folder, const Rooms& extensions) {
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

// First capture of every match, with comments and strings left as they are: the patterns are strict
// enough.
std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    found.push_back((*match)[1]);
  }
  return found;
}

std::string shown(const fs::path& file) {
  return file.lexically_relative(kSource).generic_string();
}

std::vector<fs::path> sources_of(const std::string& room) {
  auto files = files_below(kSource / "include" / "lowlight" / room, {".h"});
  const auto sources = files_below(kSource / "src" / room, {".h", ".cpp", ".cu"});
  files.insert(files.end(), sources.begin(), sources.end());
  return files;
}

TEST_CASE("The rooms on disk are the rooms of the house") {
  for (const auto* tree : {"src", "include/lowlight"}) {
    for (const auto& entry : fs::directory_iterator(kSource / tree)) {
      if (!entry.is_directory()) continue;
      INFO(shown(entry.path()));
      CHECK(kRooms.contains(entry.path().filename()));
    }
  }
}

TEST_CASE("Includes go down the room graph only") {
  const std::regex include(R"re(#include\s*["<]lowlight/(\w+)/)re");
  for (const auto& [room, below] : kRooms) {
    const Rooms allowed = reachable(room);
    for (const auto& file : sources_of(room)) {
      for (const auto& target : matches(read(file), include)) {
        INFO(shown(file) << " includes lowlight/" << target);
        CHECK(allowed.contains(target));
      }
    }
  }
}

/// Private headers for other rooms too: they show JSON, which no public header may.
const std::set<std::string> kSharedHeaders = {"io/json_values.h", "doctor/diagnosis_json.h"};

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
  std::map<std::string, Rooms> linked;
  for (std::sregex_iterator room(text.begin(), text.end(), line), end; room != end; ++room) {
    std::istringstream names((*room)[2]);
    linked[(*room)[1]] = Rooms(std::istream_iterator<std::string>(names), {});
  }
  CHECK(linked == kRooms);
}

TEST_CASE("Public headers show no third party but LibTorch and the standard library") {
  const std::regex include(
      R"re(#include\s*[<"]([^>"]*(?:opencv|jpeglib|png\.h|tiffio|webp/|exiv2|lcms2|nlohmann|toml\+\+|CLI/|catch)[^>"]*))re");
  for (const auto& file : files_below(kSource / "include", {".h"})) {
    INFO(shown(file));
    CHECK(matches(read(file), include).empty());
  }
}

// What a room shows to others must have its own test; a source without a public header may be
// tested through them.
TEST_CASE("Every source has its test under the same path") {
  for (const auto& file : files_below(kSource / "src", {".cpp"})) {
    const auto path = file.lexically_relative(kSource / "src").replace_extension();
    const auto test = kSource / "tests" / "unit" / (path.string() + "_test.cpp");
    const std::string wanted = shown(file) + " wants " + shown(test);
    INFO(wanted);
    if (fs::exists(kSource / "include" / "lowlight" / (path.string() + ".h"))) {
      CHECK(fs::exists(test));
    } else if (!fs::exists(test)) {
      WARN(wanted);
    }
  }
}

TEST_CASE("Files are short enough to read") {
  for (const auto* tree : {"include", "src", "apps", "tests", "bench", "examples"}) {
    for (const auto& file : files_below(kSource / tree, {".h", ".cpp", ".cu"})) {
      const auto text = read(file);
      const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
      const auto wanted = file.extension() == ".h" ? kHeaderLines : kSourceLines;
      const std::string found = shown(file) + " has " + std::to_string(lines) + " lines";
      INFO(found);
      if (std::string_view(tree) != "tests") CHECK(lines <= kMostLines);
      if (lines > wanted) WARN(found << ", wanted are " << wanted);
    }
  }
}

TEST_CASE("No file names a folder of one machine") {
  const std::regex folder(R"re((?:^|[^\w.~/}-])(/(?:root|home|work|Users)/\w+))re");
  for (const auto& entry : fs::directory_iterator(kSource)) {
    const auto name = entry.path().filename().string();
    if (name == "build" || name == "install" || name == ".git" || name == "third_party") continue;
    const auto files = entry.is_directory() ? files_below(entry.path(),
                                                          {".h",
                                                           ".cpp",
                                                           ".cu",
                                                           ".txt",
                                                           ".cmake",
                                                           ".in",
                                                           ".sh",
                                                           ".py",
                                                           ".md",
                                                           ".toml",
                                                           ".json",
                                                           ""})
                                            : std::vector{entry.path()};
    for (const auto& file : files) {
      INFO(shown(file));
      CHECK(matches(read(file), folder) == std::vector<std::string>());
    }
  }
}

TEST_CASE("No source calls what clang 18 and LibTorch's compiler name differently") {
  // A template constrained by its parameters: since clang 18 its symbol names them, GCC 11's does
  // not.
  const std::regex pattern(R"((const_data_ptr<))");
  for (const auto* folder : {"src", "include", "apps", "tests", "bench", "examples"}) {
    for (const auto& file : files_below(kSource / folder, {".h", ".cpp", ".cu"})) {
      if (file.filename() == "architecture_test.cpp") continue;
      INFO(shown(file) << ": data_ptr<T>() reads as well and links everywhere");
      CHECK(matches(read(file), pattern).empty());
    }
  }
}

}  // namespace
