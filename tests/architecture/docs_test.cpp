// What the documents promise is there.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "support/catch.h"

namespace {

namespace fs = std::filesystem;

const fs::path kProject = LOWLIGHT_SOURCE_DIR;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> documents() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kProject))
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  for (const auto* folder : {"docs", "bench", "tests", "third_party"})
    for (const auto& entry : fs::recursive_directory_iterator(kProject / folder))
      if (entry.path().extension() == ".md") files.push_back(entry.path());
  return files;
}

struct Match {
  std::string target, rest;
};

std::vector<Match> matches_in(const std::string& text, const std::regex& pattern) {
  std::vector<Match> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
    found.push_back({(*match)[1], match->size() > 2 ? (*match)[2].str() : ""});
  return found;
}

TEST_CASE("Every link of a document leads to a file") {
  const std::regex link(R"re(\]\(([^)#:]+)(?:#[^)]*)?\))re");
  for (const auto& document : documents()) {
    for (const auto& [target, rest] : matches_in(text_of(document), link)) {
      INFO(document.lexically_relative(kProject) << " leads to " << target);
      CHECK(fs::exists(document.parent_path() / target));
    }
  }
}

TEST_CASE("Every feature is shown by a test that is there") {
  const std::regex shown(R"re(\]\((\.\./tests/[^)]+)\)((?:,? "[^"]+")*))re");
  const std::regex words(R"re("([^"]+)")re");
  const auto found = matches_in(text_of(kProject / "docs" / "features.md"), shown);
  CHECK(found.size() > 30);
  for (const auto& [target, names] : found) {
    const auto test = text_of(kProject / "docs" / target);
    for (const auto& [name, rest] : matches_in(names, words)) {
      INFO(target << " has no case \"" << name << "...\"");
      CHECK(test.find("TEST_CASE(\"" + name) != std::string::npos);
    }
  }
}

TEST_CASE("The table of rooms says what CMake links") {
  const std::regex room(R"re(lowlight_room\((\w+)(?: USES((?: [a-z]+)*))?)re");
  const std::regex row(R"re(\n\| `(\w+)` \|[^|\n]*\| ([^|\n]*) \|)re");
  std::map<std::string, std::string> linked, told;
  for (const auto& [name, uses] : matches_in(text_of(kProject / "src" / "CMakeLists.txt"), room))
    linked[name] = uses.empty() ? "–" : std::regex_replace(uses.substr(1), std::regex(" "), ", ");
  for (const auto& [name, uses] : matches_in(text_of(kProject / "docs" / "architecture.md"), row))
    told[name] = uses;
  CHECK(told == linked);
}

}  // namespace
