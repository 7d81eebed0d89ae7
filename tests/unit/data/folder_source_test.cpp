#include "data/folder_source.h"

#include <ATen/ATen.h>

#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/photo_files.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;
using lowlight::test::write_png;

namespace {

namespace fs = std::filesystem;

void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE(
    "A folder's photos are found in all folders, sorted; hidden and foreign files are passed "
    "over") {
  const test::TemporaryFolder folder;
  for (const auto* name :
       {"b.JPG", "a/z.png", "a/.hidden.png", ".git/x.png", "notes.txt", "c.webp"}) {
    write_text(folder / name, "");
  }
  const auto files = photo_files(folder.path());
  CHECK(files == std::vector<fs::path>{folder / "a/z.png", folder / "b.JPG", folder / "c.webp"});
}

TEST_CASE("A list names photos relative to itself") {
  const test::TemporaryFolder folder;
  write_text(folder / "lists/some.txt", "# chosen\n../b.jpg\n\na.jpg\r\n");
  const FolderSource source(folder / "lists/some.txt");
  REQUIRE(source.size() == 2);
  CHECK(source.name(0) == (folder / "lists/../b.jpg").string());
  CHECK(source.name(1) == (folder / "lists/a.jpg").string());
}

TEST_CASE("A folder without photos or a path to nothing is an error that says so") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_WITH(FolderSource(folder.path()), ContainsSubstring("names no photo"));
  CHECK_THROWS_WITH(FolderSource(folder / "x"), ContainsSubstring("does not exist"));
}

TEST_CASE("A broken photo is an error that names the file") {
  const test::TemporaryFolder folder;
  write_text(folder / "broken.jpg", "no photo");
  const FolderSource source(folder.path());
  CHECK_THROWS_WITH(source.photo(0), ContainsSubstring("broken.jpg"));
}

TEST_CASE("Photos are read with alpha, reduced on request, and kept within the cache's bytes") {
  const test::TemporaryFolder folder;
  const auto plain = synthetic_photo(20, 40);
  const auto with_alpha = at::cat({plain, at::full({1, 20, 40}, 255, at::kByte)});
  write_png(folder / "a.png", plain);
  write_png(folder / "b.png", with_alpha);

  const FolderSource source(folder.path(), {.cache_bytes = plain.numel()});
  CHECK(at::equal(source.photo(0), plain));
  CHECK(at::equal(source.photo(1), with_alpha));  // too large for the cache
  CHECK(source.photo(0).is_same(source.photo(0)));
  CHECK_FALSE(source.photo(1).is_same(source.photo(1)));
  CHECK(FolderSource(folder.path(), {.long_side = 10}).photo(0).sizes() ==
        at::IntArrayRef{3, 5, 10});
}

TEST_CASE("The size of a whole photo is told before and after it is read, reduced or not") {
  const test::TemporaryFolder folder;
  write_png(folder / "a.png", synthetic_photo(20, 40));
  write_text(folder / "b.png", "no photo");
  const FolderSource source(folder.path(), {.long_side = 10});
  CHECK(source.whole_size(0) == detection::PictureSize{40, 20});
  CHECK(source.photo(0).size(2) == 10);
  CHECK(source.whole_size(0) == detection::PictureSize{40, 20});
  CHECK_THROWS_WITH(source.whole_size(1), ContainsSubstring("b.png"));
}
