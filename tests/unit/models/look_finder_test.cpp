#include "lowlight/models/look_finder.h"

#include <c10/util/Exception.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <limits>
#include <string>

#include "lowlight/core/error.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::models;

namespace {

LookFinder small_finder() {
  torch::manual_seed(1);
  LookFinder finder(LookFinderOptions{.hidden = 16, .bases = 6, .nodes = 4});
  finder->eval();
  return finder;
}

LookFinder trained_finder() {
  auto finder = small_finder();
  const torch::NoGradGuard no_gradients;
  finder->output->weight.normal_(0, 1);
  return finder;
}

}  // namespace

TEST_CASE("An untrained finder finds no look") {
  const auto table = small_finder()->forward(torch::rand({2, 3, 50}));
  CHECK(table.sizes() == at::IntArrayRef({2, 64, 3}));
  CHECK(torch::allclose(table[1], node_colours(4)));
}

TEST_CASE("A finder reads a set of pixels, each scene by itself") {
  auto finder = trained_finder();
  const torch::NoGradGuard no_gradients;
  const auto pixels = torch::rand({3, 3, 50});
  const auto tables = finder->forward(pixels);
  CHECK_FALSE(torch::allclose(tables[0], tables[1]));
  CHECK(torch::allclose(finder->forward(pixels.flip(2)), tables, 1e-4, 1e-4));
  CHECK(torch::allclose(finder->forward(pixels.slice(0, 2)), tables.slice(0, 2), 1e-4, 1e-4));
}

TEST_CASE("Nodes run through red first") {
  const auto colours = node_colours(3);
  CHECK(torch::equal(colours[1], torch::tensor({0.5f, 0.f, 0.f})));
  CHECK(torch::equal(colours[3], torch::tensor({0.f, 0.5f, 0.f})));
  CHECK(torch::equal(colours[9], torch::tensor({0.f, 0.f, 0.5f})));
}

TEST_CASE("A usable table has rising greys and colours within bounds, and a good one stays") {
  const auto good = (node_colours(5) * 0.8 + 0.1).unsqueeze(0);
  CHECK(torch::allclose(usable_table({good}), good, 0, 0.1));
  torch::manual_seed(5);
  const auto tables =
      usable_table({node_colours(5).unsqueeze(0) + 0.3 * torch::randn({4, 125, 3})});
  CHECK((tables.min().item<float>() >= 0 && tables.max().item<float>() <= 1));
  const auto greys = tables.slice(1, 0, {}, 31);
  CHECK(greys.size(1) == 5);
  CHECK((greys.diff(1, 1) >= -1e-6).all().item<bool>());
  CHECK_THROWS_AS(usable_table({torch::rand({1, 124, 3})}), c10::ValueError);
}

TEST_CASE("Faint looks fade to the usual film and strong ones stay") {
  const auto identity = node_colours(4).unsqueeze(0), film = usual_film(4).unsqueeze(0);
  const auto kept = [&](double offset) {
    const auto table = identity * (1 - 2 * offset) + offset;
    return 1 - ((usable_table({table}) - table).norm() / (film - table).norm()).item<double>();
  };
  CHECK(kept(0.3) > 0.75);
  CHECK(kept(0.02) < 0.1);
  CHECK(torch::equal(usable_table({identity}), film));
  CHECK(torch::allclose(usable_table({film}), film, 0, 1e-6));
}

TEST_CASE("What the parts of a photo agree on is kept, and doubt fades it") {
  const auto identity = node_colours(5).unsqueeze(0), film = usual_film(5).unsqueeze(0);
  const auto table = [&](double darker) { return (1 - darker) * identity; };
  const auto agreed = found_look(torch::cat({table(0.2), table(0.3), table(0.3)}));
  CHECK(torch::allclose(agreed.table, table(0.25)));
  CHECK(agreed.doubt == Approx(0).margin(1e-5));
  CHECK(found_look(table(0.2)).doubt == 0);
  const auto doubted = found_look(torch::cat({table(0.25), table(0.1), table(0.4)}));
  CHECK(torch::allclose(doubted.table, table(0.25)));
  CHECK(doubted.doubt > 3);
  const auto left = [&](const FoundLook& look) {
    return (usable_table(look) - film).norm().item<double>();
  };
  CHECK(left(doubted) < 0.9 * left(agreed));
}

TEST_CASE("Of two answers the one for strong looks counts where both are strong") {
  const auto identity = node_colours(4).unsqueeze(0);
  const auto table = [&](double offset) { return identity * (1 - 2 * offset) + offset; };
  const auto near = [](const at::Tensor& a, const at::Tensor& b) {
    return torch::allclose(a, b, 0, 0.02);
  };
  CHECK(near(usable_table({table(0.02)}, {table(0.03)}), usable_table({table(0.03)})));
  CHECK(near(usable_table({table(0.45)}, {table(0.4)}), table(0.45)));
  CHECK_FALSE(near(usable_table({table(0.45)}, {table(0.4)}), table(0.4)));
  CHECK_FALSE(near(usable_table({table(0.45), 30}, {table(0.4), 30}), table(0.45)));  // doubtful
}

TEST_CASE("What is done to greys counts for more than what is done to glaring colours") {
  const auto identity = node_colours(5), film = usual_film(5);
  const auto spread = identity.amax(1) - identity.amin(1);
  const auto kept = [&](const at::Tensor& chosen) {  // darker where it is chosen
    const auto table = identity.lerp(identity * 0.6, chosen.to(torch::kFloat).unsqueeze(1));
    const auto usable = usable_table({table.unsqueeze(0)})[0];
    return 1 - ((usable - table).norm() / (film - table).norm()).item<double>();
  };
  const auto grey = spread == 0, glaring = spread == 1;
  CHECK(grey.sum().item<int64_t>() < glaring.sum().item<int64_t>());
  CHECK(kept(grey) > kept(glaring) + 0.05);
}

TEST_CASE("The usual film keeps greys grey and rising, and changes little") {
  const auto film = usual_film(9);
  const auto greys = film.slice(0, 0, {}, 91);
  CHECK(greys.size(0) == 9);
  CHECK((greys.amax(1) - greys.amin(1)).max().item<float>() < 1e-6f);
  CHECK((greys.diff(1, 0) > 0.05).all().item<bool>());
  CHECK(greys[0][0].item<float>() == Approx(0.02));
  const auto saturated = film[2 * 81 + 2 * 9 + 6];  // red ¾, green and blue ¼
  CHECK(saturated[0].item<float>() - saturated[1].item<float>() < 0.5f);
  CHECK((film - node_colours(9)).abs().max().item<float>() < 0.1f);
  CHECK((film.min().item<float>() >= 0 && film.max().item<float>() <= 1));
}

TEST_CASE("What greys are lifted by, other colours of that channel's value are lifted by too") {
  auto table = (node_colours(3) * 0.2 + 0.5).unsqueeze(0);  // far from faint
  const auto before = usable_table({table});
  table[0][13][0] = -0.5;  // the middle grey's red falls below that of black
  const auto mended = usable_table({table});
  CHECK(mended[0][13][0].item<float>() >= mended[0][0][0].item<float>() - 1e-6f);
  const auto red = [&](const at::Tensor& tables) { return tables[0][1][0].item<float>(); };
  CHECK(red(mended) > red(before) + 0.1f);  // red ½, no green, no blue
  CHECK(torch::allclose(mended.select(2, 1), before.select(2, 1), 0, 0.02));  // green stays
}

TEST_CASE("A finder is saved and loaded, and other weights are refused by their name") {
  const test::TemporaryFolder folder;
  auto finder = trained_finder();
  const auto path = folder / "look.safetensors";
  const auto text = io::options_to_text(finder->options);
  io::save_checkpoint(path, *finder, {kLookNetwork, text, 7, "", ""});
  const torch::NoGradGuard no_gradients;
  const auto pixels = torch::rand({1, 3, 50});
  CHECK(torch::equal(load_look_finders(path).strong->forward(pixels), finder->forward(pixels)));
  io::save_checkpoint(path, *finder, {"style", text, 7, "", ""});
  CHECK_THROWS_WITH(load_look_finders(path), ContainsSubstring("'style'"));
  auto larger = finder->options;
  larger.hidden = 17;
  io::save_checkpoint(path, *finder, {kLookNetwork, io::options_to_text(larger), 7, "", ""});
  CHECK_THROWS_WITH(load_look_finders(path), ContainsSubstring("input.weight"));
  CHECK_THROWS_AS(load_look_finders(folder / "none.safetensors"), CheckpointError);
}

TEST_CASE("A file of two finders mixes what both find, and a part of the second is refused") {
  const test::TemporaryFolder folder;
  auto strong = trained_finder(), faint = trained_finder();
  const torch::NoGradGuard no_gradients;
  faint->output->weight.mul_(-1);
  const auto path = folder / "look.safetensors";
  const auto text = io::options_to_text(strong->options);
  io::save_checkpoint(path, *strong, {kLookNetwork, text, 7, "", ""});
  auto file = io::read_safetensors(path);
  for (const auto& [name, tensor] : io::module_tensors(*faint))
    file.tensors[kFaintPrefix + name] = tensor;
  io::write_safetensors(path, file);
  const auto pixels = torch::rand({3, 3, 50});
  CHECK(torch::equal(
      load_look_finders(path).table(pixels),
      usable_table(found_look(strong->forward(pixels)), found_look(faint->forward(pixels)))[0]));
  file.tensors.erase(std::string(kFaintPrefix) + "bases");
  io::write_safetensors(path, file);
  CHECK_THROWS_WITH(load_look_finders(path), ContainsSubstring("bases"));
}

TEST_CASE("Weights of a finder that promise too much or are no numbers are refused by name") {
  const test::TemporaryFolder folder;
  auto finder = trained_finder();
  const auto path = folder / "look.safetensors";
  const auto refused_with = [&](LookFinderOptions options, const char* text) {
    io::save_checkpoint(path, *finder, {kLookNetwork, io::options_to_text(options), 7, "", ""});
    CHECK_THROWS_AS(load_look_finders(path), CheckpointError);
    CHECK_THROWS_WITH(load_look_finders(path), ContainsSubstring(text));
  };
  refused_with({.hidden = 1'000'000'000, .bases = 6, .nodes = 4}, "hidden");
  refused_with({.hidden = 16, .bases = 1'000'000, .nodes = 4}, "bases");
  refused_with({.hidden = 16, .bases = 6, .nodes = 33}, "numbers");
  refused_with({.hidden = 4096, .layers = 16, .bases = 1024, .nodes = 33}, "numbers");
  const torch::NoGradGuard no_gradients;
  finder->mean[3].fill_(std::numeric_limits<double>::quiet_NaN());
  refused_with(finder->options, "mean holds NaN");
}
