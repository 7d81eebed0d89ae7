#include "lowlight/imaging/exposure_map.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <vector>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

Brightening step_of(double log2_gain, double darkness = 1) {
  return {torch::tensor({log2_gain}), torch::tensor({0.05}), torch::tensor({darkness})};
}

/// f of each pixel of a picture of greys, [h, w] → the same, read row by row at full size.
torch::Tensor factors(const torch::Tensor& greys, const ExposureMap& map) {
  auto result = greys.to(torch::kFloat).contiguous().clone();
  if (map.empty()) return torch::ones_like(result);
  const int64_t h = greys.size(0), w = greys.size(1);
  ExposureRows rows(map, {w, h, 0, 0, w, h});
  for (int64_t y = 0; y < h; ++y) rows.read(y, result.data_ptr<float>() + y * w);
  return result;
}

torch::Tensor factors(const torch::Tensor& greys, const Brightening& step, LocalExposure wanted) {
  return factors(greys, exposure_map(greys.expand({1, 3, -1, -1}).to(torch::kFloat), step, wanted));
}

/// A lamp of a value on a ground of another, [64, 96].
torch::Tensor lamp(double value, double ground) {
  auto picture = torch::full({64, 96}, ground);
  picture.slice(0, 20, 44).slice(1, 30, 66).fill_(value);
  return picture;
}

/// What the brightening makes of encoded greys under the factors.
torch::Tensor seen(const torch::Tensor& greys, const Brightening& step, LocalExposure wanted = {}) {
  return brighten((greys * factors(greys, step, wanted)).unsqueeze(0), step)[0].clamp(0, 1);
}

}  // namespace

TEST_CASE("Where nothing would burn every factor is 1") {
  CHECK(exposure_map(torch::full({1, 3, 40, 30}, 0.1), step_of(3), {}).empty());
  CHECK(exposure_map(torch::zeros({1, 3, 1, 1}), step_of(11), {}).empty());
}

TEST_CASE("A lamp that would burn gets less light, its ground keeps all of its") {
  const auto f = factors(lamp(0.8, 0.05), step_of(4), {});
  CHECK(f[32][48].item<float>() < 0.7f);
  CHECK(f[2][2].item<float>() == 1.f);
  CHECK(f[32][4].item<float>() == Approx(1).margin(0.01));
}

TEST_CASE("Where one colour lights the picture, that colour is kept from burning") {
  const auto blue = torch::tensor({0.02, 0.08, 1.0}).view({1, 3, 1, 1}).to(torch::kFloat);
  const auto change = [&](const torch::Tensor& light) {
    const auto map = exposure_map(lamp(0.5, 0.03) * light, step_of(3.2), {});
    return map.empty() ? 0.f : (map.slope.values[32 * 96 + 48] + map.offset.values[32 * 96 + 48]);
  };
  CHECK(change(torch::ones({1, 3, 1, 1})) != 0);
  CHECK(change(blue) != 0);
}

TEST_CASE("Detail inside a lamp, flat without the map, shows with it") {
  auto picture = lamp(0.6, 0.05);
  picture.slice(0, 24, 40).slice(1, 36, 60).fill_(0.8);
  const auto contrast = [&](double highlights) {
    const auto out = seen(picture, step_of(4), {.highlights = highlights});
    return (out[32][48] - out[22][48]).item<double>();
  };
  CHECK(contrast(0.5) > 2 * contrast(0) + 0.005);
  CHECK(contrast(0) >= 0);
}

TEST_CASE("More light stays more light: a ramp rises everywhere") {
  const double gain = GENERATE(0.0, 2.0, 4.0, 6.0);
  const auto ramp = torch::linspace(0, 1, 192).expand({48, 192});
  const auto out = seen(ramp, step_of(gain), {.highlights = 1, .shadows = 1});
  CHECK((out.diff(1, 1) > -2e-3).all().item<bool>());
}

TEST_CASE("Inside a small lamp what is brighter stays brighter") {
  auto picture = lamp(0.5, 0.03);
  picture.slice(0, 28, 36).slice(1, 44, 52).fill_(0.7);
  picture.slice(0, 30, 34).slice(1, 46, 50).fill_(0.95);
  const auto out = seen(picture, step_of(5), {.highlights = GENERATE(0.25, 0.5, 1.0)});
  CHECK(out[32][48].item<float>() > out[29][45].item<float>());
  CHECK(out[29][45].item<float>() > out[24][34].item<float>());
}

TEST_CASE("The lights of a face are laid where they belong, and its relief stays") {
  // A ramp of skin, three quarters of an EV from shade to light, that nothing else holds back.
  const auto face = lamp(0, 0.05) + 0.45 * torch::linspace(1, 1.3, 96) * lamp(1, 0);
  const auto step = step_of(2);
  const auto where = lamp(1, 0).unsqueeze(0);
  const auto plain = seen(face, step), held = seen(face, step, {.held = {where, where}});
  const auto lights = [](const torch::Tensor& picture) { return picture[32][64].item<double>(); };
  const auto relief = [&](const torch::Tensor& picture) {
    return lights(picture) - picture[32][32].item<double>();
  };
  CHECK(lights(plain) > 0.96);
  CHECK(lights(held) == Approx(0.89).margin(0.03));
  CHECK(relief(held) > 0.8 * relief(plain));
  CHECK((held.slice(1, 0, 12) - plain.slice(1, 0, 12)).abs().max().item<double>() == 0);
}

TEST_CASE("Skin beside a face is held back as its face is, by the face's lights") {
  auto picture = lamp(0.5, 0.05);
  picture.slice(0, 20, 44).slice(1, 0, 20).fill_(0.5);
  const auto face = lamp(1, 0).unsqueeze(0);
  auto skin = face.clone();
  skin[0].slice(0, 20, 44).slice(1, 0, 20).fill_(1);
  const auto alone = factors(picture, step_of(2), {.held = {face, face}});
  const auto both = factors(picture, step_of(2), {.held = {face, skin}});
  CHECK(alone[32][8].item<float>() == Approx(1).margin(0.01));
  CHECK(both[32][8].item<float>() == Approx(both[32][48].item<float>()).margin(0.02));
  CHECK(both[32][48].item<float>() == Approx(alone[32][48].item<float>()).margin(0.001));
  CHECK(both[32][48].item<float>() < 0.9f);
}

TEST_CASE("A face that does not burn, or is not to be held back, changes nothing") {
  const auto where = lamp(1, 0).unsqueeze(0);
  const auto map = [&](double light, const Brightening& step, double highlights) {
    const auto picture = lamp(light, 0.05).expand({1, 3, -1, -1}).to(torch::kFloat);
    return exposure_map(picture, step, {.highlights = highlights, .held = {where, where}});
  };
  CHECK(map(0.5, step_of(2), 0.5).holds_faces);
  CHECK(map(0.3, step_of(0), 0.5).empty());
  CHECK(map(0.5, step_of(2), 0).empty());
  CHECK(map(0.6, step_of(2, 0), 0.5).empty());
}

TEST_CASE("Each of several faces is held back by its own light, and counted if it is") {
  auto picture = lamp(0.5, 0.05);
  picture.slice(1, 0, 24).slice(0, 20, 44).fill_(0.2);
  auto faces = torch::zeros({2, 64, 96});
  faces[0].slice(0, 20, 44).slice(1, 30, 66).fill_(1);
  faces[1].slice(0, 20, 44).slice(1, 0, 24).fill_(1);
  const auto map = exposure_map(
      picture.expand({1, 3, -1, -1}).to(torch::kFloat), step_of(2), {.held = {faces, faces}});
  CHECK(map.holds_faces);
  const auto f = factors(picture, map);
  CHECK(f[32][48].item<float>() < 0.9f);
  CHECK(f[32][6].item<float>() == Approx(1).margin(0.01));
}

TEST_CASE("Beside a strong edge there is no halo: each side stays near its own plain") {
  auto picture = torch::full({96, 128}, 0.08);
  picture.slice(1, 64, 128).fill_(0.75);
  const auto out = seen(picture, step_of(3.5));
  const auto dark = out[48].slice(0, 4, 60), bright = out[48].slice(0, 68, 124);
  CHECK((dark.max() - dark.min()).item<double>() < 0.03);
  CHECK((bright.max() - bright.min()).item<double>() < 0.03);
  CHECK(bright.min().item<double>() > dark.max().item<double>());
}

TEST_CASE("The wish for highlights acts step by step, and 0 holds nothing back") {
  const auto picture = lamp(0.8, 0.05);
  float before = 1.001f;
  for (const double highlights : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const float now =
        factors(picture, step_of(4), {.highlights = highlights})[32][48].item<float>();
    CHECK((highlights == 0 ? now == 1.f : now <= before));
    before = now;
  }
  CHECK(before < 0.6f);
}

TEST_CASE("Shadows get more light where that is wanted, or less, and lights stay") {
  const auto picture = lamp(0.5, 0.02);
  const auto more = factors(picture, step_of(0), {.shadows = 0.5});
  const auto less = factors(picture, step_of(0), {.shadows = -0.5});
  CHECK(more[2][2].item<float>() > 1.2f);
  CHECK(less[2][2].item<float>() < 0.85f);
  CHECK(more[32][48].item<float>() == Approx(1).margin(0.02));
}

TEST_CASE("The shadows of a photo that is not brightened are its own") {
  const auto picture = lamp(0.5, 0.02);
  for (const double wish : {-1.0, 1.0}) {
    const auto f = factors(picture, step_of(5, 0), {.shadows = wish});
    CHECK(f[32][48].item<float>() == Approx(1).margin(0.02));
    CHECK((wish < 0 ? f[2][2].item<float>() < 0.9f : f[2][2].item<float>() > 1.1f));
  }
}

TEST_CASE("What an added exposure would burn is held back too, on photos of any brightness") {
  const auto picture = lamp(0.9, 0.3);
  for (const double darkness : {0.0, 1.0}) {
    const auto f = [&](double ev) {
      return factors(picture, step_of(0, darkness), {.ev = ev})[32][48].item<float>();
    };
    CHECK(f(0) == 1.f);
    CHECK(f(-2) == 1.f);
    CHECK(f(1.5) < 0.97f);
    CHECK(f(3) < f(1.5));
  }
}

TEST_CASE("What is not brightened is not held back") {
  CHECK(exposure_map(lamp(0.9, 0.4).expand({1, 3, -1, -1}).to(torch::kFloat), step_of(2, 0), {})
            .empty());
}

TEST_CASE("Pieces of a row read what the row reads, and rows without change are known") {
  const auto picture = lamp(0.8, 0.05);
  const auto map = exposure_map(picture.expand({1, 3, -1, -1}).to(torch::kFloat), step_of(4), {});
  REQUIRE_FALSE(map.empty());
  const int64_t width = 901, height = 601;
  std::vector<float> whole(size_t(width), 0.3f), pieces = whole;
  ExposureRows rows(map, {width, height, 0, 0, width, height});
  // Read in any order.
  for (const int64_t y : {300, 5, 600, 300}) {
    std::ranges::fill(whole, 0.3f);
    rows.read(y, whole.data());
  }
  for (int64_t x = 0; x < width; x += 53)
    ExposureRows(map, {width, height, x, 300, std::min<int64_t>(53, width - x), 1})
        .read(300, &pieces[size_t(x)]);
  CHECK(whole == pieces);
  CHECK(exposure_is_one(map, {width, height, 0, 0, 60, 40}));
  CHECK_FALSE(exposure_is_one(map, {width, height, 300, 200, 60, 40}));
  std::vector<float> corner(60, 0.7f);
  ExposureRows(map, {width, height, 0, 0, 60, 40}).read(39, corner.data());
  CHECK(std::ranges::count(corner, 1.f) == 60);
}

TEST_CASE("A picture without pixels, and a batch of two, are refused") {
  CHECK_THROWS(exposure_map(torch::zeros({1, 3, 0, 4}), step_of(1), {}));
  CHECK_THROWS(exposure_map(torch::zeros({2, 3, 4, 4}), step_of(1), {}));
  const auto fits = torch::zeros({1, 4, 4}), wider = torch::zeros({1, 4, 5});
  CHECK_NOTHROW(exposure_map(torch::zeros({1, 3, 4, 4}), step_of(1), {.held = {fits, fits}}));
  CHECK_THROWS(exposure_map(torch::zeros({1, 3, 4, 4}), step_of(1), {.held = {wider, wider}}));
  CHECK_THROWS(exposure_map(torch::zeros({1, 3, 4, 4}), step_of(1), {.held = {fits, wider}}));
}
