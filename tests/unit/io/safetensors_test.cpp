#include "lowlight/io/safetensors.h"

#include <torch/types.h>

#include <cstring>
#include <fstream>
#include <limits>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::io;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

void check_equal(const TensorFile& a, const TensorFile& b) {
  CHECK(a.metadata == b.metadata);
  REQUIRE(a.tensors.size() == b.tensors.size());
  for (const auto& [name, tensor] : a.tensors) {
    INFO(name);
    REQUIRE(b.tensors.contains(name));
    const auto& other = b.tensors.at(name);
    CHECK(other.sizes() == tensor.sizes());
    CHECK(other.scalar_type() == tensor.scalar_type());
    const auto left = tensor.contiguous(), right = other.contiguous();
    CHECK((left.nbytes() == 0 ||
           std::memcmp(left.const_data_ptr(), right.const_data_ptr(), left.nbytes()) == 0));
  }
}

/// Writes two tensors and one entry of metadata, and returns the file's bytes.
std::vector<uint8_t> bytes_of_small_file(const fs::path& path) {
  TensorFile file;
  file.tensors["a"] = torch::rand({2, 3});
  file.tensors["b"] = torch::ones({3}, torch::kBool);
  file.metadata["k"] = "v";
  write_safetensors(path, file);
  return read_file(path);
}

/// One tensor of each type and of each odd shape.
TensorFile everything() {
  TensorFile file;
  for (const auto type : {at::kBool,
                          at::kByte,
                          at::kChar,
                          at::kShort,
                          at::kInt,
                          at::kLong,
                          at::kHalf,
                          at::kBFloat16,
                          at::kFloat,
                          at::kDouble}) {
    file.tensors[std::string("type ") + c10::toString(type)] =
        torch::arange(-3, 4).to(type == at::kBool ? at::kBool : type);
  }
  file.tensors["scalar"] = torch::tensor(2.5);
  file.tensors["no elements"] = torch::empty({3, 0, 5});
  file.tensors["five dimensions"] = torch::rand({1, 2, 1, 3, 2});
  file.tensors["not finite"] = torch::tensor(
      {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -0.0F});
  file.tensors["umlaut \xc3\xa4 \xe2\x82\xac \"quoted\" \\"] = torch::ones({2});
  file.metadata = {{"", "empty key is no name"}, {"a", ""}, {"b", "line\nbreak \"and\" \xc3\xa4"}};
  file.metadata.erase("");
  return file;
}

}  // namespace

TEST_CASE("What is written is read back bit for bit") {
  const TemporaryFolder folder;
  const auto file = everything();
  write_safetensors(folder / "file", file);
  check_equal(file, read_safetensors(folder / "file"));
  check_equal(file, parse_safetensors(read_file(folder / "file"), "memory"));
  CHECK(read_safetensors_metadata(folder / "file") == file.metadata);
}

TEST_CASE("An empty file of tensors is legal") {
  const TemporaryFolder folder;
  write_safetensors(folder / "file", {});
  check_equal({}, read_safetensors(folder / "file"));
}

TEST_CASE("Equal contents give equal bytes and every tensor is aligned to its elements") {
  const TemporaryFolder folder;
  TensorFile file;
  file.tensors["a"] = torch::ones({3}, torch::kUInt8);
  file.tensors["c"] = torch::ones({1}, torch::kFloat);
  file.tensors["b"] = torch::ones({1}, torch::kFloat);
  file.tensors["z"] = torch::ones({1}, torch::kDouble);
  write_safetensors(folder / "file", file);
  const auto bytes = read_file(folder / "file");
  const std::string header = R"({"z":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},)"
                             R"("b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},)"
                             R"("c":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},)"
                             R"("a":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}})";
  const size_t padded = (header.size() + 7) / 8 * 8;
  REQUIRE(bytes.size() == 8 + padded + 19);
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  CHECK(length == padded);
  CHECK(std::string(bytes.begin() + 8, bytes.begin() + 8 + std::ptrdiff_t(padded)) ==
        header + std::string(padded - header.size(), ' '));
}

TEST_CASE("Strided tensors are stored as the values they show") {
  const TemporaryFolder folder;
  const auto whole = torch::arange(24, torch::kFloat).reshape({4, 6});
  const auto shown = whole.t().slice(0, 1, 5, 2);
  write_safetensors(folder / "file", {{{"x", shown}}, {}});
  const auto read = read_safetensors(folder / "file").tensors.at("x");
  CHECK(torch::equal(read, shown));
  CHECK(read.is_contiguous());
}

TEST_CASE("Tensors of one file share no storage") {
  const TemporaryFolder folder;
  const auto value = torch::ones({4});
  write_safetensors(folder / "file", {{{"a", value}, {"b", value}}, {}});
  auto read = read_safetensors(folder / "file").tensors;
  read.at("a").zero_();
  CHECK(torch::equal(read.at("b"), value));
}

TEST_CASE("What the format lacks is not written") {
  const TemporaryFolder folder;
  const auto path = folder / "file";
  const auto reason = [&](const TensorFile& file) -> std::string {
    try {
      write_safetensors(path, file);
      return "written";
    } catch (const CheckpointError& error) {
      CHECK(error.where() == path.string());
      return error.problems().front();
    }
  };
  const auto one = torch::ones({1});
  CHECK_THAT(reason({{{"x", torch::ones({2}, torch::kComplexFloat)}}, {}}),
             ContainsSubstring("'x' has no value or a type"));
  CHECK_THAT(reason({{{"x", at::Tensor()}}, {}}), ContainsSubstring("'x' has no value or a type"));
  CHECK_THAT(reason({{{"\xff", one}}, {}}), ContainsSubstring("not UTF-8"));
  CHECK_THAT(reason({{{"a\nb", one}}, {}}), ContainsSubstring("control characters"));
  CHECK_THAT(reason({{{"", one}}, {}}), ContainsSubstring("0 bytes"));
  CHECK_THAT(reason({{{"__metadata__", one}}, {}}), ContainsSubstring("must not hold a list"));
  CHECK_THAT(reason({{{"x", torch::ones(std::vector<int64_t>(33, 1))}}, {}}),
             ContainsSubstring("too long"));
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("Files that cannot be opened give the path and the reason") {
  const TemporaryFolder folder;
  const auto message = [](const fs::path& path) -> std::string {
    try {
      read_safetensors(path);
      return "read";
    } catch (const CheckpointError& error) {
      CHECK(error.where() == path.string());
      return error.problems().front();
    }
  };
  CHECK(message(folder / "missing") == "No such file or directory");
  CHECK(message(folder.path()) == "Is a directory");
  std::ofstream(folder / "empty");
  CHECK_THAT(message(folder / "empty"), ContainsSubstring("shorter than"));
  CHECK_THROWS_AS(write_safetensors(folder / "no folder" / "file", {}), CheckpointError);
}

TEST_CASE("A file cut at any byte is refused") {
  const TemporaryFolder folder;
  const auto bytes = bytes_of_small_file(folder / "file");
  for (size_t length = 0; length < bytes.size(); ++length) {
    const std::span<const uint8_t> cut(bytes.data(), length);
    INFO(length);
    CHECK_THROWS_AS(parse_safetensors(cut, "cut"), CheckpointError);
    write_file_atomically(folder / "cut", cut);
    CHECK_THROWS_AS(read_safetensors(folder / "cut"), CheckpointError);
  }
}

TEST_CASE("A byte changed anywhere gives a file of the same size or a refusal") {
  const TemporaryFolder folder;
  const auto bytes = bytes_of_small_file(folder / "file");
  size_t refused = 0;
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const int flip : {0x01, 0x20, 0x80}) {
      auto changed = bytes;
      changed[at] = uint8_t(changed[at] ^ flip);
      try {
        size_t held = 0;
        for (const auto& [name, tensor] : parse_safetensors(changed, "it").tensors) {
          held += tensor.nbytes();
        }
        CHECK(held == 27);
      } catch (const CheckpointError&) {
        ++refused;
      }
    }
  }
  CHECK(refused > bytes.size());
}
