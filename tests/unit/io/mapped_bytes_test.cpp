#include "lowlight/io/mapped_bytes.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::io;

namespace {

/// Kilobytes of this process that are no pages of files.
int64_t private_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::stoll(line.substr(8));
  }
  return -1;
}

}  // namespace

TEST_CASE("Mapped tensors are those of the file, empty ones included, and outlive its name") {
  const test::TemporaryFolder folder;
  const auto path = folder / "x.safetensors";
  const TensorFile file{{{"a", at::arange(24).to(at::kByte).view({2, 3, 4})},
                         {"b", at::empty({0, 7}, at::kByte)},
                         {"c", at::full({5}, 255, at::kByte)}},
                        {{"key", "text"}}};
  write_safetensors(path, file);
  auto mapped = map_safetensors(path);
  std::filesystem::remove(path);
  CHECK(mapped.metadata == file.metadata);
  CHECK(mapped.tensors.size() == 3);
  for (const auto& [name, tensor] : file.tensors) {
    CHECK(mapped.tensors.at(name).sizes() == tensor.sizes());
    CHECK(at::equal(mapped.tensors.at(name), tensor));
  }
  const auto last = mapped.tensors.at("c");
  mapped = {};
  CHECK(at::equal(last, file.tensors.at("c")));
}

TEST_CASE("A large file takes next to no memory of its own", "[memory]") {
  const test::TemporaryFolder folder;
  const auto path = folder / "x.safetensors";
  write_safetensors(path, {{{"a", at::ones({64, 1024, 1024}, at::kByte)}}, {}});
  const auto before = private_kilobytes();
  const auto mapped = map_safetensors(path);
  CHECK(mapped.tensors.at("a").sum().item<int64_t>() == 64 << 20);
  if (before >= 0) CHECK(private_kilobytes() - before < 16'000);
}

TEST_CASE("What is cut, empty, missing or of another type is refused") {
  const test::TemporaryFolder folder;
  const auto path = folder / "x.safetensors";
  write_safetensors(path, {{{"a", at::ones({9}, at::kByte)}}, {}});
  const auto whole = read_file(path);
  for (size_t length = 0; length < whole.size(); ++length) {
    write_file_atomically(path, std::span(whole).first(length));
    CHECK_THROWS_AS(map_safetensors(path), CheckpointError);
  }
  CHECK_THROWS_AS(map_safetensors(folder / "nothing"), CheckpointError);
  write_safetensors(path, {{{"a", at::ones({9}, at::kFloat)}}, {}});
  CHECK_THROWS_WITH(map_safetensors(path), ContainsSubstring("'a' is not of type U8"));
}
