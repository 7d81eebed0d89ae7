// What the documents promise is there.
#include "architecture/house.h"
#include "support/catch.h"

using namespace lowlight::test;

namespace {

std::vector<fs::path> documents() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kSource)) {
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  }
  for (const auto* folder : {"docs", "bench", "tests", "third_party"}) {
    for (const auto& file : files_below(kSource / folder, {".md"})) files.push_back(file);
  }
  return files;
}

struct Match {
  std::string target, rest;
};

std::vector<Match> matches_in(const std::string& text, const std::regex& pattern) {
  std::vector<Match> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    found.push_back({(*match)[1], match->size() > 2 ? (*match)[2].str() : ""});
  }
  return found;
}

/// The paragraphs of a section of a page, from its heading to the next.
std::vector<std::string> paragraphs(const fs::path& page, const std::string& heading) {
  std::vector<std::string> found = {""};
  bool inside = false;
  for (const auto& line : lines_of(page)) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (!inside || line.starts_with("## ")) continue;
    if (line.empty() && !found.back().empty()) found.emplace_back();
    found.back() += line + '\n';
  }
  return found;
}

}  // namespace

TEST_CASE("Every link of a document leads to a file") {
  const std::regex link(R"re(\]\(([^)#:]+)(?:#[^)]*)?\))re");
  for (const auto& document : documents()) {
    for (const auto& target : matches(read(document), link)) {
      INFO(shown(document) << " leads to " << target);
      CHECK(fs::exists(document.parent_path() / target));
    }
  }
}

TEST_CASE("Every feature is shown by a test that is there") {
  const std::regex test(R"re(\]\((\.\./tests/[^)]+)\)((?:,? "[^"]+")*))re");
  const std::regex words(R"re("([^"]+)")re");
  const auto found = matches_in(read(kSource / "docs/features.md"), test);
  CHECK(found.size() > 30);
  for (const auto& [target, names] : found) {
    const auto cases = read(kSource / "docs" / target);
    for (const auto& name : matches(names, words)) {
      INFO(target << " has no case \"" << name << "...\"");
      CHECK(cases.find("TEST_CASE(\"" + name) != std::string::npos);
    }
  }
}

TEST_CASE("The table of rooms says what CMake links") {
  const std::regex room(R"re(lowlight_room\((\w+)(?: USES((?: [a-z]+)*))?)re");
  const std::regex row(R"re(\n\| `(\w+)` \|[^|\n]*\| ([^|\n]*) \|)re");
  std::map<std::string, std::string> linked, told;
  for (const auto& [name, uses] : matches_in(read(kSource / "src/CMakeLists.txt"), room)) {
    linked[name] = uses.empty() ? "–" : std::regex_replace(uses.substr(1), std::regex(" "), ", ");
  }
  for (const auto& [name, uses] : matches_in(read(kSource / "docs/architecture.md"), row)) {
    told[name] = uses;
  }
  CHECK(told == linked);
}

TEST_CASE("The architecture page names at most three files to touch for something new") {
  const std::regex path(R"re(`([\w./-]+/[\w.-]+\.\w+)`)re");
  const auto answers = paragraphs(kSource / "docs/architecture.md", "Adding something");
  for (const std::string thing : {"A format", "A loss", "An option", "A block or a network"}) {
    CAPTURE(thing);
    const auto answer = std::ranges::find_if(
        answers, [&](const auto& text) { return text.find("**" + thing) != std::string::npos; });
    REQUIRE(answer != answers.end());
    const auto files = matches(*answer, path);
    CHECK_FALSE(files.empty());
    CHECK(files.size() <= 3);
    for (const auto& file : files) {
      CAPTURE(file);
      CHECK(fs::exists(kSource / file));
    }
  }
}
