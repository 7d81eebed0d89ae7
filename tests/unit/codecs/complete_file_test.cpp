#include "lowlight/codecs/complete_file.h"

#include <filesystem>
#include <fstream>

#include "support/catch.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight::codecs;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

TEST_CASE("A photo of each format looks complete and a shorter one does not") {
  const TemporaryFolder root;
  for (const auto* name : {"a.jpg", "a.png", "a.tif", "a.webp"}) {
    INFO(name);
    const auto file = root / name;
    write_synthetic_photo(file, 40, 30);
    CHECK(looks_complete(file));
    const auto size = fs::file_size(file);
    fs::resize_file(file, size - 1);
    CHECK_FALSE(looks_complete(file));
    fs::resize_file(file, size / 2);
    CHECK_FALSE(looks_complete(file));
    fs::resize_file(file, 7);
    CHECK_FALSE(looks_complete(file));
  }
}

TEST_CASE("What is no photo or cannot be read is not complete") {
  const TemporaryFolder root;
  std::ofstream(root / "text.jpg") << "mine";
  std::ofstream(root / "empty.jpg");
  std::ofstream(root / "far.tif", std::ios::binary).write("II*\0\xff\xff\xff\xff", 8);
  for (const auto* name : {"text.jpg", "empty.jpg", "far.tif", "none.jpg", "."}) {
    INFO(name);
    CHECK_FALSE(looks_complete(root / name));
  }
}
