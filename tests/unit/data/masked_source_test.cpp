#include "data/masked_source.h"

#include <ATen/ATen.h>

#include <memory>

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

TEST_CASE("Masks in files become alpha, and photos without one are all listed") {
  const test::TemporaryFolder folder;
  const auto photo = synthetic_photo(6, 8);
  const auto mask = ((at::arange(8) > 2).to(at::kByte) * 200).expand({3, 6, 8}).contiguous();
  write_png(folder / "photos/a.png", photo);
  write_png(folder / "masks/deep/a.png", mask);
  const auto photos = std::make_shared<FolderSource>(folder / "photos");
  const auto masked = MaskedSource(photos, folder / "masks").photo(0);
  CHECK(at::equal(masked.slice(0, 0, 3), photo));
  CHECK(at::equal(masked[3], ((at::arange(8) > 2).to(at::kByte) * 255).expand({6, 8})));

  write_png(folder / "photos/b.png", photo);
  write_png(folder / "photos/c.png", photo);
  const auto more = std::make_shared<FolderSource>(folder / "photos");
  CHECK_THROWS_WITH(
      MaskedSource(more, folder / "masks"),
      ContainsSubstring("b.png has no mask") && ContainsSubstring("c.png has no mask"));
  write_png(folder / "masks/a.png", mask);
  CHECK_THROWS_WITH(MaskedSource(photos, folder / "masks"),
                    ContainsSubstring("a.png has more than one mask"));
}

TEST_CASE("A mask of another size is an error with both sizes") {
  const test::TemporaryFolder folder;
  write_png(folder / "photos/a.png", synthetic_photo(6, 8));
  write_png(folder / "masks/a.png", synthetic_photo(6, 7));
  const MaskedSource masked(std::make_shared<FolderSource>(folder / "photos"), folder / "masks");
  CHECK_THROWS_WITH(masked.photo(0), ContainsSubstring("is 7x6, its photo 8x6"));
}
