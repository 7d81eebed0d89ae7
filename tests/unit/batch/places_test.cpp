#include "batch/places.h"

#include <filesystem>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight::batch;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("Spellings of one place with dots and links are one") {
  const TemporaryFolder root;
  fs::create_directories(root / "real/sub");
  fs::create_directory_symlink(root / "real", root / "link");
  Places places;
  const auto place = places.of(root / "real/sub/a.jpg");
  for (const char* spelling : {"link/sub/a.jpg", "real/./sub/a.jpg", "link/sub/../sub/a.jpg"})
    CHECK(places.of(root / spelling) == place);
  CHECK(places.of(root / "real/a.jpg") != place);
}

TEST_CASE("A link to a file is a place of its own") {
  const TemporaryFolder root;
  fs::create_symlink(root / "a.jpg", root / "b.jpg");
  Places places;
  CHECK(places.of(root / "b.jpg") != places.of(root / "a.jpg"));
  CHECK(places.of(root / "b.jpg").filename() == "b.jpg");
}

TEST_CASE("What does not exist has a place too, and a name alone lies in the working folder") {
  const TemporaryFolder root;
  Places places;
  CHECK(places.of(root / "none/a.jpg") == places.of(root / "none/../none/a.jpg"));
  CHECK(places.of("a.jpg") == Places::resolved(".") / "a.jpg");
}

TEST_CASE("A folder is resolved to the same path with and without a slash at its end") {
  const TemporaryFolder root;
  fs::create_directory(root / "a");
  CHECK(Places::resolved(root / "a/") == Places::resolved(root / "a"));
  CHECK(Places::resolved(root / "none/") == Places::resolved(root / "none"));
}

TEST_CASE("Paths in messages stand in quotes, and bytes that are no text are shown") {
  CHECK(quoted("a b.jpg") == "'a b.jpg'");
  CHECK(quoted("\xe9.jpg") != "'\xe9.jpg'");
}
