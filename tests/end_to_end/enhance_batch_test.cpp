// `enhance` on folders of photos, good and broken.
#include <cstdlib>
#include <fstream>

#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::contents;
using lowlight::test::enhance;
using lowlight::test::files_in;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

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
    const auto input = codecs::read_photo(root / "in" / name);
    const auto output = codecs::read_photo(root / "out" / name);
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
  CHECK(codecs::read_photo(root / "b.webp").format == codecs::ImageFormat::webp);
}

TEST_CASE("Strength 0 returns the very pixels") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 67, 45, 4, imaging::BitDepth::u16);
  Program program(
      enhance({(root / "in").string(), "-o", (root / "out").string(), "--strength", "0"}));
  REQUIRE(program.exit_code() == 0);
  CHECK(test::largest_difference(codecs::read_photo(root / "in/a.png").image,
                                 codecs::read_photo(root / "out/a.png").image) == 0);
}

TEST_CASE("No photos is code 3 and no model or device is code 4") {
  const TemporaryFolder root;
  fs::create_directory(root / "empty");
  write_synthetic_photo(root / "in/a.png");
  const auto input = (root / "in").string(), output = (root / "out").string();

  CHECK(Program(enhance({(root / "empty").string(), "-o", output})).exit_code() == 3);
  const auto with_look = [&](std::vector<std::string> look, const char* model) {
    look.insert(look.end(), {input, "-o", output, "--model", input + model});
    Program program(enhance(look));
    CHECK(program.exit_code() == 4);
    return program.err();
  };
  CHECK_THAT(with_look({"--look", input + "/a.png"}, "/none.safetensors"),
             ContainsSubstring("none.safetensors"));
  with_look({"--look", input + "/a.png"}, "/a.png");
  CHECK(Program(enhance({input, "-o", output, "--device", "abacus"})).exit_code() == 4);
  CHECK_FALSE(fs::exists(output));
}

TEST_CASE("Without a look photos need no weights") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  const auto result = [&](const char* name) {
    const auto output = root / name;
    CHECK(Program(enhance({(root / "in").string(), "-o", output.string()})).exit_code() == 0);
    return contents(output);
  };
  ::setenv("LOWLIGHT_MODEL", (root / "none.safetensors").c_str(), 1);
  const auto without = result("without");
  ::unsetenv("LOWLIGHT_MODEL");
  CHECK(without == result("with"));
}

TEST_CASE("The driver of a GPU is not looked for where nothing wants one") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  // Makes the system's loader print each library that it looks for.
  ::setenv("LD_DEBUG", "libs", 1);
  const auto looks_for_driver = [&](std::vector<std::string> options) {
    options.insert(options.end(),
                   {"--overwrite", (root / "in").string(), "-o", (root / "out").string()});
    Program program(enhance(options));
    CHECK(program.exit_code() == 0);
    return program.err().find("find library=libcuda.so.1") != std::string::npos;
  };
  CHECK_FALSE(looks_for_driver({}));
  ::unsetenv("LD_DEBUG");
}
