// What each file keeps to.
#include "architecture/house.h"
#include "support/catch.h"

using namespace lowlight::test;

namespace {

constexpr size_t kHeaderLines = 150;
constexpr size_t kSourceLines = 300;
constexpr size_t kFunctionLines = 60;
constexpr size_t kColumns = 100;

/// Columns of a line of UTF-8: every byte that does not continue a character.
size_t columns(const std::string& line) {
  return size_t(std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

struct Function {
  std::string first_line;
  size_t lines = 0;
};

/// The functions of a formatted file: what opens a brace at the margin, or a class's indentation,
/// and is no type, no namespace and no table.
std::vector<Function> functions_of(const std::vector<std::string>& lines) {
  static const std::regex begin(
      "((?:  )?)(?! |//|#|\\}|(?:inline )?namespace|class |struct |enum |union |extern )"
      ".*[^=({ ] ?\\{");
  std::vector<Function> functions;
  for (size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_match(lines[i], match, begin)) continue;
    const auto end = match[1].str() + '}';
    size_t j = i + 1;
    while (j < lines.size() && !lines[j].starts_with(end)) ++j;
    functions.push_back({lines[i], j - i - 1});
    if (end == "}") i = j;
  }
  return functions;
}

}  // namespace

TEST_CASE("Every source has its test under the same path") {
  for (const auto& file : files_below(kSource / "src", {".cpp"})) {
    const auto path = file.lexically_relative(kSource / "src").replace_extension();
    const auto test = kSource / "tests/unit" / (path.string() + "_test.cpp");
    INFO(shown(file) << " wants " << shown(test));
    CHECK(fs::exists(test));
  }
}

TEST_CASE("Files are short enough to read") {
  const auto excused = exceptions("long_files.txt");
  for (const auto& file : code()) {
    const auto count = lines_of(file).size();
    INFO(shown(file) << " has " << count << " lines");
    CHECK((count > (file.extension() == ".h" ? kHeaderLines : kSourceLines)) ==
          excused.contains(shown(file)));
  }
}

TEST_CASE("Lines are at most 100 columns wide") {
  size_t found = 0;
  for (const auto& file : code()) {
    for (const auto& line : lines_of(file)) {
      ++found;
      if (columns(line) <= kColumns) continue;
      FAIL_CHECK(shown(file) << ": " << line);
    }
  }
  CHECK(found > 40000);  // so the measure finds them
}

TEST_CASE("Functions are at most 60 lines long") {
  size_t found = 0;
  for (const auto& file : code()) {
    for (const auto& [first_line, count] : functions_of(lines_of(file))) {
      INFO(shown(file) << ": " << first_line);
      CHECK(count <= kFunctionLines);
      ++found;
    }
  }
  CHECK(found > 2000);  // so the measure finds them
}

TEST_CASE("No file names a folder of one machine") {
  const std::regex folder(R"re((?:^|[^\w.~/}-])(/(?:root|home|work|Users)/\w+))re");
  const Names text = {
      ".h", ".cpp", ".cu", ".txt", ".cmake", ".in", ".sh", ".py", ".md", ".toml", ".json", ""};
  // What is not ours, and what builds and runs leave behind.
  const std::set<std::string> others = {"build", "install", "runs", ".git", "third_party"};
  for (const auto& entry : fs::directory_iterator(kSource)) {
    if (others.contains(entry.path().filename().string())) continue;
    const auto files =
        entry.is_directory() ? files_below(entry.path(), text) : std::vector{entry.path()};
    for (const auto& file : files) {
      INFO(shown(file));
      CHECK(matches(read(file), folder) == std::vector<std::string>());
    }
  }
}

TEST_CASE("No source calls what clang 18 and LibTorch's compiler name differently") {
  // A template constrained by its parameters: since clang 18 its symbol names them, GCC 11's does
  // not.
  const std::regex pattern(R"(\b(const_data_ptr)<)");
  for (const auto& file : code()) {
    INFO(shown(file) << ": data_ptr<T>() reads as well and links everywhere");
    CHECK(matches(read(file), pattern).empty());
  }
}

TEST_CASE("No file includes all of LibTorch") {
  // torch/nn.h, a part of it, costs every compiled file more than a second.
  const std::regex pattern(R"re(#include\s*[<"](torch/(?:torch|all|nn)\.h)[>"])re");
  for (const auto& file : code()) {
    INFO(shown(file) << " should name the parts it uses");
    CHECK(matches(read(file), pattern).empty());
  }
}

TEST_CASE("Loops for several instruction sets are declared nowhere else") {
  // clang 14 compiles one that a header declares for the plainest instruction set only.
  size_t found = 0;
  for (const auto& file : code()) {
    bool unnamed = false;
    for (const auto& line : lines_of(file)) {
      if (line == "namespace {") unnamed = true;
      if (line == "}  // namespace") unnamed = false;
      if (line != "LOWLIGHT_VECTORISE") continue;
      INFO(shown(file) << ": LOWLIGHT_VECTORISE wants an unnamed namespace");
      CHECK(unnamed);
      ++found;
    }
  }
  CHECK(found > 20);  // so the measure finds them
}
