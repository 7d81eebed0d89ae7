#include "lowlight/models/style_weights.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <fstream>
#include <limits>
#include <string>

#include "lowlight/core/error.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "lowlight/io/safetensors.h"
#include "models/aesfa_names.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::models;

namespace {

io::NamedTensors tensors_of(const StyleNetwork& network) { return io::module_tensors(*network); }

void check_equal(const StyleNetwork& a, const StyleNetwork& b) {
  CHECK(a->options == b->options);
  const auto ours = tensors_of(a), theirs = tensors_of(b);
  REQUIRE(ours.size() == theirs.size());
  for (const auto& [name, tensor] : ours) CHECK(torch::equal(tensor, theirs.at(name)));
}

/// As tools/convert_checkpoint.py writes it.
io::TensorFile published(const StyleNetwork& network) {
  io::TensorFile file{{}, {{"names", "aesfa"}, {"source", "published.pth"}}};
  const auto names = aesfa_names(*network);
  for (const auto& [name, tensor] : tensors_of(network)) file.tensors[names.at(name)] = tensor;
  return file;
}

/// What the CheckpointError says.
template <class Call>
std::string refused(const Call& call) {
  try {
    call();
  } catch (const CheckpointError& error) {
    return error.what();
  }
  return "was taken";
}

}  // namespace

TEST_CASE("A style network comes back from its checkpoint, ready to use") {
  const test::TemporaryFolder folder;
  const StyleNetwork network(
      StyleNetworkOptions{.levels = 1, .base_channels = 8, .partial_style_encoder = true});
  const auto path = folder / "a.safetensors";
  io::save_checkpoint(
      path, *network, {kStyleNetwork, io::options_to_text(network->options), 7, "", ""});
  const auto loaded = load_style_network(path);
  check_equal(loaded, network);
  CHECK_FALSE(loaded->is_training());
}

TEST_CASE("Published checkpoints of any width say themselves what network they are of") {
  const test::TemporaryFolder folder;
  for (const auto& options :
       {StyleNetworkOptions{.base_channels = 8},
        StyleNetworkOptions{.levels = 3, .base_channels = 12},
        StyleNetworkOptions{.base_channels = 16, .alpha = 0.25},
        StyleNetworkOptions{.base_channels = 8, .style_kernel = 5},
        StyleNetworkOptions{.levels = 3, .base_channels = 8, .partial_style_encoder = true}}) {
    const StyleNetwork network(options);
    io::write_safetensors(folder / "a.safetensors", published(network));
    check_equal(load_style_network(folder / "a.safetensors"), network);
  }
}

TEST_CASE("Options that promise more than a file holds are refused before memory is taken for it") {
  const test::TemporaryFolder folder;
  const StyleNetwork network(StyleNetworkOptions{.base_channels = 8});
  const auto path = folder / "a.safetensors";
  const auto refusal = [&](const StyleNetworkOptions& options) {
    io::save_checkpoint(path, *network, {kStyleNetwork, io::options_to_text(options), 0, "", ""});
    return refused([&] { load_style_network(path); });
  };
  CHECK_THAT(refusal({.base_channels = 1'000'000'000}), ContainsSubstring("base_channels"));
  CHECK_THAT(refusal({.levels = 7, .base_channels = 8}), ContainsSubstring("levels"));
  CHECK_THAT(refusal({.base_channels = 8, .style_kernel = 30001}),
             ContainsSubstring("style_kernel"));
  CHECK_THAT(refusal({.levels = 6, .base_channels = 512}), ContainsSubstring("numbers"));
  for (const auto side : {int64_t{512}, int64_t{30000}}) {  // a claim that takes no byte
    io::write_safetensors(path,
                          {{{"netE.conv.weight", torch::zeros({side, 0})},
                            {"netE.OctConv1_1.convh.weight", torch::zeros({side / 2, 0})},
                            {"netE.OctConv1_3.H2H.weight", torch::zeros({0})}},
                           {{"names", "aesfa"}}});
    CHECK_THROWS_AS(load_style_network(path), CheckpointError);
  }
}

TEST_CASE("A style network has at most some ten times the numbers that it is known to need") {
  for (const auto& options : {StyleNetworkOptions{.levels = 1, .base_channels = 16},
                              StyleNetworkOptions{.levels = 3, .base_channels = 16, .alpha = 0.25},
                              StyleNetworkOptions{.base_channels = 24}}) {
    int64_t numbers = 0;
    for (const auto& [name, tensor] : tensors_of(StyleNetwork(options))) numbers += tensor.numel();
    const auto least = 2 * options.content_encoder().deepest_numbers();
    CHECK(numbers > least);
    CHECK(numbers < 12 * least);
  }
}

TEST_CASE("A weight that is no number is refused by the name of its tensor") {
  const test::TemporaryFolder folder;
  const StyleNetwork network(StyleNetworkOptions{.base_channels = 8});
  const auto path = folder / "a.safetensors";
  const torch::NoGradGuard no_gradients;
  network->decoder->to_rgb->bias.fill_(std::numeric_limits<double>::quiet_NaN());
  network->decoder->to_rgb->weight[0][0].fill_(std::numeric_limits<double>::infinity());
  io::save_checkpoint(
      path, *network, {kStyleNetwork, io::options_to_text(network->options), 0, "", ""});
  CHECK_THAT(refused([&] { load_style_network(path); }),
             ContainsSubstring("decoder.to_rgb.bias holds NaN") &&
                 ContainsSubstring("decoder.to_rgb.weight"));
  io::write_safetensors(path, published(network));
  CHECK_THAT(refused([&] { load_style_network(path); }), ContainsSubstring("netG.conv4.bias"));
}

TEST_CASE("Weights that are no style network's are refused with what differs") {
  const test::TemporaryFolder folder;
  const StyleNetwork network(StyleNetworkOptions{.base_channels = 8});
  const auto text = io::options_to_text(network->options);
  const auto path = folder / "a.safetensors";
  io::save_checkpoint(path, *network, {"look", text, 0, "", ""});
  CHECK_THROWS_WITH(load_style_network(path), ContainsSubstring("'look'"));
  const auto wider = io::options_to_text(StyleNetworkOptions{.base_channels = 16});
  io::save_checkpoint(path, *network, {kStyleNetwork, wider, 0, "", ""});
  CHECK_THROWS_WITH(
      load_style_network(path),
      ContainsSubstring("decoder.to_rgb.weight") && ContainsSubstring("[3, 4, 1, 1]"));
  const auto impossible = io::options_to_text(StyleNetworkOptions{.base_channels = 4});
  io::save_checkpoint(path, *network, {kStyleNetwork, impossible, 0, "", ""});
  CHECK_THROWS_AS(load_style_network(path), CheckpointError);
  auto file = published(network);
  file.tensors.erase("netG.conv4.bias");
  file.tensors["netG.conv9.bias"] = torch::zeros({3});
  io::write_safetensors(path, file);
  CHECK_THROWS_WITH(
      load_style_network(path),
      ContainsSubstring("decoder.to_rgb.bias") && ContainsSubstring("netG.conv9.bias"));
  io::write_safetensors(path, {{{"netE.conv.weight", torch::zeros({0})}}, {{"names", "aesfa"}}});
  CHECK_THROWS_AS(load_style_network(path), CheckpointError);
  std::ofstream(path) << "no weights";
  CHECK_THROWS_AS(load_style_network(path), CheckpointError);
  CHECK_THROWS_AS(load_style_network(folder / "none.safetensors"), CheckpointError);
}
