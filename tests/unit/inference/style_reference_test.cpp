#include "inference/style_reference.h"

#include <torch/types.h>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using namespace lowlight::inference;

namespace {

std::filesystem::path written(const test::TemporaryFolder& folder,
                              const char* name,
                              const torch::Tensor& picture) {
  codecs::Photo photo;
  photo.image = imaging::to_image(picture, imaging::BitDepth::u8);
  codecs::write_photo(folder.path() / name, photo, {.format = codecs::ImageFormat::png});
  return folder.path() / name;
}

/// Left half black, right half white, [1, h, w].
torch::Tensor halves(int64_t height, int64_t width) {
  auto mask = torch::zeros({1, height, width});
  mask.slice(2, width / 2).fill_(1);
  return mask;
}

}  // namespace

TEST_CASE("Valid pixels stay and the others come from around for any size") {
  for (const auto& [height, width] :
       {std::pair<int64_t, int64_t>{1, 1}, {1, 9}, {7, 5}, {64, 33}}) {
    const auto picture = torch::rand({1, 3, height, width});
    auto valid = torch::rand({1, 1, height, width}).ge(0.7).to(torch::kFloat);
    valid[0][0][0][0] = 1;
    const auto result = filled(picture, valid);
    CHECK(at::equal(result * valid, picture * valid));
    CHECK(result.min().item<float>() >= (picture + 2 * (1 - valid)).min().item<float>() - 1e-6);
    CHECK(result.max().item<float>() <= (picture * valid).max().item<float>() + 1e-6);
  }
}

TEST_CASE("A hole in a constant picture is filled with that constant whatever was in it") {
  auto picture = torch::full({1, 3, 21, 30}, 0.3);
  auto valid = torch::ones({1, 1, 21, 30});
  valid.slice(2, 4, 17).slice(3, 5, 23).zero_();
  picture.slice(2, 4, 17).slice(3, 5, 23).fill_(9);
  CHECK(at::allclose(filled(picture, valid), torch::full({1, 3, 21, 30}, 0.3)));
}

TEST_CASE("Without a valid pixel all is zero") {
  CHECK(filled(torch::rand({1, 3, 6, 5}), torch::zeros({1, 1, 6, 5})).abs().max().item<float>() ==
        0);
}

TEST_CASE("A mask of any size hides part of the reference") {
  const test::TemporaryFolder folder;
  auto picture = torch::full({3, 40, 60}, 0.2);
  picture.slice(2, 30).fill_(0.8);
  const auto photo = written(folder, "style.png", picture);
  const auto mask = written(folder, "mask.png", halves(20, 90));
  const auto reference = style_reference(photo, mask, 256);
  CHECK(reference.sizes() == at::IntArrayRef({1, 3, 40, 60}));
  CHECK(at::allclose(reference, torch::full_like(reference, 0.8), 0, 0.003));
  CHECK(style_reference(photo, {}, 256).min().item<float>() < 0.21f);
}

TEST_CASE("Transparent parts of the reference count for nothing") {
  const test::TemporaryFolder folder;
  const auto colours = torch::full({3, 32, 32}, 0.6);
  colours.slice(2, 0, 16).fill_(1);
  const auto photo = written(folder, "style.png", torch::cat({colours, halves(32, 32)}));
  const auto reference = style_reference(photo, {}, 16);
  CHECK(reference.sizes() == at::IntArrayRef({1, 3, 16, 16}));
  CHECK(at::allclose(reference, torch::full_like(reference, 0.6), 0, 0.003));
}

TEST_CASE("A mask that leaves nothing is the user's mistake and named") {
  const test::TemporaryFolder folder;
  const auto photo = written(folder, "style.png", torch::rand({3, 8, 8}));
  const auto mask = written(folder, "none.png", torch::zeros({1, 8, 8}));
  CHECK_THROWS_AS(style_reference(photo, mask, 64), ImageError);
  CHECK_THROWS_WITH(style_reference(photo, mask, 64), ContainsSubstring("none.png"));
}
