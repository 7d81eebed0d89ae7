// What other programs read in the results of `enhance`; those that are not installed are left out.
#include <nlohmann/json.hpp>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::files_in;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

const fs::path kCases = fs::path(LOWLIGHT_TEST_DATA) / "cases";

/// What a program of the machine prints; "" where there is none.
std::string printed(const std::string& program, std::vector<std::string> arguments) {
  const auto path = fs::path("/usr/bin") / program;
  if (!fs::exists(path)) return "";
  arguments.insert(arguments.begin(), path);
  Program run(arguments);
  CAPTURE(program, run.err());
  CHECK(run.exit_code() == 0);
  return run.out();
}

/// Enhances all cases into a folder.
void enhance_cases(const fs::path& out) {
  Program program(enhance({kCases.string(), "-o", out.string(), "--first", "-q"}));
  program.exit_code();
  REQUIRE_FALSE(files_in(out).empty());
}

std::string size_of(const fs::path& file) {
  const auto image = codecs::read_photo(file).image;
  return std::to_string(image.width()) + "x" + std::to_string(image.height());
}

/// What exiftool says of each file of a folder, by name; nothing where it is not there.
std::map<std::string, nlohmann::json> judged_by_exiftool(const fs::path& folder) {
  std::map<std::string, nlohmann::json> files;
  const auto text = printed("exiftool",
                            {"-json",
                             "-a",
                             "-Validate",
                             "-Warning",
                             "-ImageSize",
                             "-Model",
                             "-Orientation#",
                             folder.string()});
  if (text.empty()) return files;
  for (const auto& file : nlohmann::json::parse(text)) {
    files[fs::path(file["SourceFile"].get<std::string>()).filename()] = file;
  }
  return files;
}

/// What the standards of old do not know, or a file need not tell.
bool is_usual(const std::string& warning) {
  return warning.empty() || warning.find("0x0103 Compression") != std::string::npos ||
         warning.find("xpacket wrapper") != std::string::npos ||
         warning.find("Resolution") != std::string::npos;
}

}  // namespace

TEST_CASE("exiftool finds the results valid and reads the camera and the size in them") {
  const TemporaryFolder root;
  enhance_cases(root / "out");
  const auto before = judged_by_exiftool(kCases), after = judged_by_exiftool(root / "out");
  for (const auto& [name, file] : after) {
    CAPTURE(name, file.dump());
    CHECK(is_usual(file.value("Warning", "")));
    CHECK(file.value("ImageSize", "") == size_of(root / "out" / name));
    CHECK(file.value("Orientation", 1) == 1);
    const auto original = before.find(name);
    if (original == before.end()) continue;  // a raw file or a GIF has become another
    CHECK(file.value("Model", "") == original->second.value("Model", ""));
  }
  SUCCEED();
}

TEST_CASE("The programs of each format's own library agree on the results") {
  const TemporaryFolder root;
  enhance_cases(root / "out");
  for (const auto& name : files_in(root / "out")) {
    const auto file = root / "out" / name;
    const auto ending = fs::path(name).extension();
    CAPTURE(name);
    const auto check =
        [&](const char* program, std::vector<std::string> options, const char* said) {
          options.push_back(file);
          const auto text = printed(program, options);
          if (!text.empty()) CHECK_THAT(text, ContainsSubstring(said + size_of(file)));
        };
    if (ending == ".heic") check("heif-info", {}, "image: ");
    if (ending == ".jxl") check("jxlinfo", {}, "JPEG XL image, ");
    if (ending == ".avif") check("avifdec", {"-i"}, " * Resolution     : ");
    if (ending != ".jxl") printed("exiv2", {"-q", "-pa", file});  // it knows no JPEG XL
  }
  const auto second = printed("exiftool", {"-b", "-MPImage2", root / "out/two_pictures.jpg"});
  if (second.empty()) return;
  const std::vector<uint8_t> bytes(second.begin(), second.end());
  CHECK(codecs::decode_photo(bytes, "second").image.width() == 48);
}
