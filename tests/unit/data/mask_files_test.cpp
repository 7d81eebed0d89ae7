#include "data/mask_files.h"

#include <ATen/ATen.h>

#include "data/folder_source.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/photo_files.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;
using lowlight::test::write_png;

TEST_CASE("Masks are found by their photos' names, and photos without one are all listed") {
  const test::TemporaryFolder folder;
  const auto photo = synthetic_photo(6, 8);
  const auto mask = ((at::arange(8) > 2).to(at::kByte) * 200).expand({3, 6, 8}).contiguous();
  write_png(folder / "photos/a.png", photo);
  write_png(folder / "masks/deep/a.png", mask);
  const FolderSource photos(folder / "photos");
  const auto found = masks_in(folder / "masks", photos)(0, photo);
  CHECK(at::equal(found, ((at::arange(8) > 2).to(at::kByte) * 255).expand({1, 6, 8})));

  write_png(folder / "photos/b.png", photo);
  write_png(folder / "photos/c.png", photo);
  const FolderSource more(folder / "photos");
  CHECK_THROWS_WITH(
      masks_in(folder / "masks", more),
      ContainsSubstring("b.png has no mask") && ContainsSubstring("c.png has no mask"));
  write_png(folder / "masks/a.png", mask);
  CHECK_THROWS_WITH(masks_in(folder / "masks", photos),
                    ContainsSubstring("a.png has more than one mask"));
}

TEST_CASE("A mask of another size is an error with both sizes") {
  const test::TemporaryFolder folder;
  write_png(folder / "photos/a.png", synthetic_photo(6, 8));
  write_png(folder / "masks/a.png", synthetic_photo(6, 7));
  const FolderSource photos(folder / "photos");
  CHECK_THROWS_WITH(masks_in(folder / "masks", photos)(0, photos.photo(0)),
                    ContainsSubstring("is 7x6, its photo 8x6"));
}
