// `enhance` on folders of photos, good and broken.
#include <fstream>
#include <map>
#include <set>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/photo_files.h"
#include "support/program.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> enhance(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), LOWLIGHT_ENHANCE);
  return arguments;
}

/// Content by path relative to `folder`, of every file below it.
std::map<std::string, std::vector<uint8_t>> contents(const fs::path& folder) {
  std::map<std::string, std::vector<uint8_t>> result;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      result[entry.path().lexically_relative(folder)] = read_file(entry.path());
    }
  }
  return result;
}

std::set<std::string> files_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& [name, bytes] : contents(folder)) names.insert(name);
  return names;
}

}  // namespace

TEST_CASE("Of a folder with broken photos the good ones are done and the broken ones listed") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.jpg", 65, 33);
  write_synthetic_photo(root / "in/trip/b c.PNG", 40, 41, 4, imaging::BitDepth::u16);
  write_synthetic_photo(root / "in/trip/d.tif", 7, 5, 1);
  write_synthetic_photo(root / "in/trip/day\n2/e.webp", 50, 20);
  write_synthetic_photo(root / "in/cut.jpg", 64, 64);
  fs::resize_file(root / "in/cut.jpg", fs::file_size(root / "in/cut.jpg") / 2);
  std::ofstream(root / "in/text.jpg") << "not a photo";
  std::ofstream(root / "in/trip/empty.png");
  std::ofstream(root / "in/notes.txt") << "not a photo and not called one";
  const auto before = contents(root / "in");

  const auto command = enhance({(root / "in").string(), "-o", (root / "out").string()});
  Program program(command);
  CHECK(program.exit_code() == 1);
  CHECK(program.out().empty());
  const auto text = program.err();
  INFO(text);
  const auto list = text.substr(std::min(text.size(), text.find("3 photos failed:")));
  for (const auto* name : {"in/cut.jpg: read: ", "in/text.jpg: read: ", "trip/empty.png: read: "}) {
    CHECK_THAT(list, ContainsSubstring(name));
  }
  CHECK_THAT(list, ContainsSubstring("4 done, 3 failed"));
  CHECK_THAT(list, ContainsSubstring("1 passed over"));
  CHECK_THAT(text, ContainsSubstring("trip/day\\n2/e.webp"));

  CHECK(contents(root / "in") == before);
  CHECK(files_in(root / "out") ==
        std::set<std::string>{"a.jpg", "trip/b c.PNG", "trip/d.tif", "trip/day\n2/e.webp"});
  for (const auto& name : files_in(root / "out")) {
    const auto input = imaging::read_photo(root / "in" / name);
    const auto output = imaging::read_photo(root / "out" / name);
    CHECK(output.format == input.format);
    CHECK(output.image.width() == input.image.width());
    CHECK(output.image.height() == input.image.height());
    CHECK(output.image.channels() == input.image.channels());
    CHECK(output.image.depth() == input.image.depth());
  }

  Program again(command);
  CHECK(again.exit_code() == 1);
  CHECK_THAT(again.err(), ContainsSubstring("4 skipped, 3 failed"));
}

TEST_CASE("One photo to one file in another format and quietly") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 31, 32);
  Program program(enhance(
      {(root / "in/a.png").string(), "-q", "-o", (root / "b.webp").string(), "--device", "cpu"}));
  CHECK(program.exit_code() == 0);
  CHECK(program.out().empty());
  CHECK(program.err().empty());
  CHECK(imaging::read_photo(root / "b.webp").format == imaging::ImageFormat::webp);
}

TEST_CASE("Strength 0 returns the very pixels") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 67, 45, 4, imaging::BitDepth::u16);
  Program program(
      enhance({(root / "in").string(), "-o", (root / "out").string(), "--strength", "0"}));
  REQUIRE(program.exit_code() == 0);
  CHECK(test::largest_difference(imaging::read_photo(root / "in/a.png").image,
                                 imaging::read_photo(root / "out/a.png").image) == 0);
}

TEST_CASE("Wrong usage is code 2 with every problem and nothing is started") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  const auto input = (root / "in").string(), output = (root / "out").string();

  Program misspelt(enhance({input, "-o", output, "--strenght", "1", "--overwrit"}));
  CHECK(misspelt.exit_code() == 2);
  CHECK_THAT(misspelt.err(), ContainsSubstring("did you mean '--strength'"));
  CHECK_THAT(misspelt.err(), ContainsSubstring("did you mean '--overwrite'"));

  Program missing(enhance({input, input + "1", input + "2", "-o", output}));
  CHECK(missing.exit_code() == 2);
  CHECK_THAT(missing.err(), ContainsSubstring("2 problems"));

  CHECK(Program(enhance({input})).exit_code() == 2);
  CHECK(Program(enhance({"-o", output})).exit_code() == 2);
  CHECK(Program(enhance({input, "-o", input})).exit_code() == 2);
  CHECK(Program(enhance({input, "-o", output, "--strength", "1.5"})).exit_code() == 2);
  CHECK(Program(enhance({input, "-o", output, "--style", output})).exit_code() == 2);
  CHECK_FALSE(fs::exists(output));
}

TEST_CASE("No photos is code 3 and no model or device is code 4") {
  const TemporaryFolder root;
  fs::create_directory(root / "empty");
  write_synthetic_photo(root / "in/a.png");
  const auto input = (root / "in").string(), output = (root / "out").string();

  CHECK(Program(enhance({(root / "empty").string(), "-o", output})).exit_code() == 3);
  Program no_model(enhance({input, "-o", output, "--model", input + "/none.safetensors"}));
  CHECK(no_model.exit_code() == 4);
  CHECK_THAT(no_model.err(), ContainsSubstring("none.safetensors"));
  CHECK(Program(enhance({input, "-o", output, "--model", input + "/a.png"})).exit_code() == 4);
  CHECK(Program(enhance({input, "-o", output, "--device", "abacus"})).exit_code() == 4);
  CHECK_FALSE(fs::exists(output));
}

TEST_CASE("Help and version are answers and not errors") {
  Program version(enhance({"--version"}));
  CHECK(version.exit_code() == 0);
  CHECK(version.err().empty());
  for (const auto* name : {"lowlight ", "LibTorch ", "OpenCV "}) {
    CHECK_THAT(version.out(), ContainsSubstring(name));
  }
  Program help(enhance({"--help"}));
  CHECK(help.exit_code() == 0);
  CHECK_THAT(help.out(), ContainsSubstring("--strength"));
}
