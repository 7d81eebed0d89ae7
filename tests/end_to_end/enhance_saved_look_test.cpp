// --save-look: which files it writes, and which it leaves alone.
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "lowlight/colours/cube_file.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/look_files.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::test;
namespace fs = std::filesystem;

namespace {

/// A folder with a photo, two pictures and a table in files that are called tables, and what
/// `enhance` does there.
struct Darkroom {
  TemporaryFolder folder;
  std::string table = written_table(folder / "swap.cube", swapped_red_and_blue()).string();
  std::string saved = (folder / "saved.cube").string();
  int code = 0;
  std::string out, err;

  Darkroom() {
    write_synthetic_photo(folder / "in/photo.png", 40, 30);
    write_synthetic_photo(folder / "mask.png", 40, 30);
    fs::copy(folder / "mask.png", folder / "in/picture.cube");
    fs::rename(folder / "mask.png", folder / "mask.cube");
  }

  /// Saves the look alone.
  void save(std::vector<std::string> options) {
    options.insert(options.end(), {"--look", table});
    run(options);
  }
  /// Saves the look and puts it on the photos.
  void enhance_photos(std::vector<std::string> options) {
    options.insert(options.end(), {(folder / "in").string(), "-o", (folder / "out").string()});
    save(options);
  }
  void run(const std::vector<std::string>& options) {
    Program program(enhance(options));
    code = program.exit_code();
    out = program.out();
    err = program.err();
  }
  int64_t saved_size() const { return colours::read_cube(saved).size; }
  void set_age_of_saved(std::chrono::seconds age) const {
    fs::last_write_time(saved, fs::last_write_time(table) - age);
  }
};

}  // namespace

TEST_CASE("A look is saved under no name that is another file's or no table's") {
  Darkroom room;
  fs::create_directory(room.folder / "folder.cube");
  const auto before = contents(room.folder.path());
  const auto mask = (room.folder / "mask.cube").string();
  for (const std::string name : {"swap.cube",
                                 "in/../swap.cube",
                                 "mask.cube",
                                 "in/picture.cube",
                                 "in/photo.png",
                                 "saved.cube.txt",
                                 "folder.cube",
                                 "-"}) {
    const auto target = name == "-" ? name : (room.folder / name).string();
    for (const std::string dry : {"--dry-run", "--no-dry-run"}) {
      INFO(name << dry);
      room.enhance_photos({"--save-look", target, "--style-mask", mask, "--overwrite", dry});
      CHECK(room.code == 2);
      CHECK_THAT(room.err, ContainsSubstring(name));
      CHECK(contents(room.folder.path()) == before);
    }
  }
  room.save({"--save-look", room.table});
  CHECK(room.code == 2);
  CHECK(contents(room.folder.path()) == before);
}

TEST_CASE("A look that is saved alone replaces no file of its run") {
  Darkroom room;
  const auto config = (room.folder / "settings.cube").string();
  std::ofstream(config) << "quiet = true\n";
  const auto before = contents(room.folder.path());
  room.save({"--config", config, "--save-look", config, "--overwrite"});
  CHECK(room.code == 2);
  CHECK_THAT(room.err, ContainsSubstring("would replace the configuration"));
  CHECK(contents(room.folder.path()) == before);
}

TEST_CASE("A look takes the place of a link, and what that led to stays") {
  Darkroom room;
  fs::create_symlink(room.table, room.saved);
  room.save({"--save-look", room.saved, "--overwrite"});
  CHECK(room.code == 0);
  CHECK(room.saved_size() == 33);
  CHECK(colours::read_cube(room.table).size == 2);
}

TEST_CASE("A table that is there is treated as results are") {
  using namespace std::chrono_literals;
  Darkroom room;
  const auto put = [&] { fs::copy(room.table, room.saved, fs::copy_options::overwrite_existing); };
  put();
  room.set_age_of_saved(-5s);
  room.save({"--save-look", room.saved});
  CHECK(room.code == 0);
  CHECK_THAT(room.err, ContainsSubstring("saved.cube: the output is there already"));
  CHECK(room.saved_size() == 2);
  room.save({"--save-look", room.saved, "--overwrite"});
  CHECK(room.saved_size() == 33);
  put();
  room.set_age_of_saved(5s);
  room.save({"--save-look", room.saved, "--no-clobber"});
  CHECK(room.saved_size() == 2);
  room.enhance_photos({"--save-look", room.saved});
  CHECK(room.code == 0);
  CHECK(room.saved_size() == 33);
  fs::resize_file(room.saved, 100);
  room.save({"--save-look", room.saved});
  CHECK(room.saved_size() == 33);
}

TEST_CASE("A dry run saves no look and says where it would go") {
  Darkroom room;
  const auto before = contents(room.folder.path());
  for (const bool with_photos : {false, true}) {
    with_photos ? room.enhance_photos({"-n", "--save-look", room.saved})
                : room.save({"-n", "--save-look", room.saved});
    CHECK(room.code == 0);
    CHECK_THAT(room.out, ContainsSubstring(room.table + " -> " + room.saved));
    CHECK(contents(room.folder.path()) == before);
  }
  fs::copy(room.table, room.saved);
  room.save({"-n", "--no-clobber", "--save-look", room.saved});
  CHECK_THAT(room.out, ContainsSubstring("the output exists"));
}

TEST_CASE("A look that cannot be saved is wrong usage, by name, before any photo") {
  Darkroom room;
  for (const bool with_photos : {false, true}) {
    const auto target = (room.folder / "none/saved.cube").string();
    with_photos ? room.enhance_photos({"--save-look", target}) : room.save({"--save-look", target});
    CHECK(room.code == 2);
    CHECK_THAT(room.err, ContainsSubstring(target));
    CHECK_FALSE(fs::exists(room.folder / "out"));
  }
}
