#include "lowlight/data/partners.h"

#include <ATen/ATen.h>

#include <memory>
#include <string>
#include <vector>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::data;

namespace {

/// Photos of one pixel that are known by name; photo i has the value i.
class Named : public PhotoSource {
 public:
  explicit Named(std::vector<std::string> names) : names_(std::move(names)) {}
  int64_t size() const override { return int64_t(names_.size()); }
  std::string name(int64_t i) const override { return names_.at(size_t(i)); }
  at::Tensor photo(int64_t i) const override { return at::full({3, 1, 1}, i, at::kByte); }

 private:
  std::vector<std::string> names_;
};

std::shared_ptr<const PhotoSource> named(std::vector<std::string> names) {
  return std::make_shared<Named>(std::move(names));
}

}  // namespace

TEST_CASE("Photos are matched by stem whatever folder and ending and in the first set's order") {
  const Named dark({"dark/a.jpg", "dark/b.png", "dark/deep/c.tif"});
  const auto bright = partners_of(dark, named({"bright/c.webp", "bright/a.jpg", "bright/x/b.jpg"}));
  REQUIRE(bright->size() == 3);
  CHECK(bright->name(0) == "bright/a.jpg");
  CHECK(bright->name(2) == "bright/c.webp");
  CHECK(bright->photo(1)[0][0][0].item<int>() == 2);
}

TEST_CASE("All photos without a partner or with several are listed at once from both sides") {
  const Named dark({"d/a.jpg", "d/b.jpg", "d/twice.jpg", "d/twice.png"});
  try {
    partners_of(dark, named({"b/a.jpg", "b/twice.jpg", "b/lonely.jpg"}));
    FAIL("nothing was thrown");
  } catch (const DataError& error) {
    CHECK(error.problems() ==
          std::vector<std::string>{"d/b.jpg has no partner of that name",
                                   "b/twice.jpg has more than one partner of that name",
                                   "b/lonely.jpg has no partner of that name"});
  }
}
