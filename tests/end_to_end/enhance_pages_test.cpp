// The pages and sheets that `enhance` leaves to look at.
#include <fstream>

#include "support/catch.h"
#include "support/enhance.h"
#include "support/markup.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::files_in;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

namespace {

test::Markup page_at(const fs::path& path) {
  const auto bytes = read_file(path);
  return test::read_markup({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

TEST_CASE("The report shows each photo the failures the settings and the versions") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 40, 30);
  write_file_atomically(root / "in/broken.jpg", std::vector<uint8_t>{0xFF, 0xD8, 0xFF, 1});
  Program program(enhance({(root / "in").string(),
                           "-o",
                           (root / "out").string(),
                           "--strength",
                           "0.25",
                           "--report",
                           (root / "report.html").string()}));
  CHECK(program.exit_code() == 1);
  const auto page = page_at(root / "report.html");
  CHECK(page.all("article").size() == 1);
  CHECK_THAT(page.all("tbody").at(0)->all_text(), ContainsSubstring("broken.jpg"));
  const auto settings = page.all("dl", "facts").back()->all_text();
  CHECK_THAT(settings, ContainsSubstring("strength0.25") && ContainsSubstring("LibTorch "));
  CHECK_THAT(settings, ContainsSubstring("closed form"));
}

TEST_CASE("Each kind of sheet lies beside its result") {
  for (const auto& [kind, ending] : {std::pair{"side", ".compare.jpg"},
                                     std::pair{"split", ".compare.jpg"},
                                     std::pair{"html", ".compare.html"},
                                     std::pair{"clipped", ".compare.jpg"}}) {
    const TemporaryFolder root;
    write_synthetic_photo(root / "in/sub/a.png", 40, 30);
    Program program(enhance(
        {(root / "in").string(), "-o", (root / "out").string(), "--compare", kind, "--quiet"}));
    CHECK(program.exit_code() == 0);
    CHECK(program.err().empty());
    CHECK(files_in(root / "out") ==
          std::set<std::string>{"sub/a.png", std::string("sub/a.png") + ending});
  }
}

TEST_CASE("A report in the place of a photo is refused before any work") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 40, 30);
  const auto photo = (root / "in/a.png").string(), output = (root / "out").string();
  const auto before = read_file(photo);
  for (const auto& wrong : {std::vector<std::string>{"--report", photo},
                            std::vector<std::string>{"--compare", "both"}}) {
    std::vector<std::string> arguments = {photo, "-o", output};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    Program program(enhance(arguments));
    CHECK(program.exit_code() == 2);
    CHECK_FALSE(fs::exists(output));
  }
  CHECK(read_file(photo) == before);
}

TEST_CASE("A report, a journal or a table in the place of another file of the run is refused") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 40, 30);
  const auto refused = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = {(root / "in").string(),
                                          "-o",
                                          (root / "out").string(),
                                          "--trust-map",
                                          (root / "maps").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Program program(enhance(arguments));
    CHECK(program.exit_code() == 2);
    CHECK_THAT(program.err(), ContainsSubstring("would be one file"));
    CHECK_FALSE(fs::exists(root / "out"));
  };
  const auto map = (root / "maps/a.png.png").string(), file = (root / "file").string();
  refused({"--report", map});
  refused({"--journal", map});
  refused({"--journal", file, "--report", file});
  refused({"--journal", (root / "out/a.png").string(), "--dry-run"});
}

TEST_CASE("A report or a journal in the place of a file that is read is refused") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 40, 30);
  const auto photo = (root / "in/a.png").string(), list = (root / "list").string(),
             config = (root / "config.toml").string(), link = (root / "link").string();
  std::ofstream(list) << photo << '\n';
  std::ofstream(config) << "";
  fs::create_symlink("list", link);
  for (const auto& wrong : {std::vector<std::string>{"--report", config, "--config", config},
                            std::vector<std::string>{"--journal", link, "--files-from", list}}) {
    std::vector<std::string> arguments = {photo, "-o", (root / "out").string()};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    Program program(enhance(arguments));
    CHECK(program.exit_code() == 2);
    CHECK_THAT(program.err(), ContainsSubstring("would replace the"));
    CHECK_FALSE(fs::exists(root / "out"));
  }
  CHECK(fs::file_size(config) == 0);
}

TEST_CASE("A report that cannot be written is said and the photos are done") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 40, 30);
  Program program(enhance({(root / "in").string(),
                           "-o",
                           (root / "out").string(),
                           "--report",
                           (root / "out/a.png/report.html").string()}));
  CHECK(program.exit_code() == 1);
  CHECK_THAT(program.err(), ContainsSubstring("report.html"));
  CHECK(fs::exists(root / "out/a.png"));
}
