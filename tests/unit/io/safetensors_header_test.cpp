// Files made by hand, legal and hostile: what the reader makes of their headers.
#include <cstring>
#include <filesystem>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::io;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::vector<uint8_t> file_of(uint64_t length, const std::string& header, const std::string& data) {
  std::vector<uint8_t> bytes(8);
  std::memcpy(bytes.data(), &length, 8);
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

std::vector<uint8_t> file_of(const std::string& header, const std::string& data = "") {
  return file_of(header.size(), header, data);
}

std::string tensor(const std::string& name,
                   const std::string& type,
                   const std::string& shape,
                   const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + offsets + "}";
}

std::string bytes_text(size_t count) { return std::string(count, '\1'); }

std::string reason_of(const std::vector<uint8_t>& bytes) {
  try {
    parse_safetensors(bytes, "it");
    return "accepted";
  } catch (const CheckpointError& error) {
    CHECK(error.where() == "it");
    return error.problems().front();
  }
}

struct Refusal {
  std::string reason;
  std::vector<uint8_t> bytes;
};

void check_refused(const std::vector<Refusal>& refusals) {
  for (const auto& [reason, bytes] : refusals) {
    INFO(std::string(bytes.begin(), bytes.end()).substr(0, 200));
    CHECK_THAT(reason_of(bytes), ContainsSubstring(reason));
  }
}

const std::string kTensorA = tensor("a", "U8", "[2]", "[0,2]");
const std::string kTwoBytes = bytes_text(2);

/// A file of the one tensor `a` over two bytes.
std::vector<uint8_t> only(const std::string& type,
                          const std::string& shape,
                          const std::string& at) {
  return file_of("{" + tensor("a", type, shape, at) + "}", kTwoBytes);
}

}  // namespace

TEST_CASE("Legal but unusual headers are read") {
  const auto a = tensor("a", "U8", "[2]", "[0,2]"), b = tensor("b", "U8", "[1]", "[2,3]");
  const auto empty = tensor("e", "F32", "[0,1000000000000]", "[2,2]");
  const auto accepted = [](const std::string& header, const std::string& data) {
    return parse_safetensors(file_of(header, data), "it");
  };
  CHECK(accepted("{}", "").tensors.empty());
  CHECK(accepted("{}     ", "").tensors.empty());
  CHECK(accepted("{\"__metadata__\":{}}", "").metadata.empty());
  CHECK(accepted("{\n\t" + b + " ,\r\n" + a + "}", bytes_text(3)).tensors.size() == 2);
  CHECK(accepted("{" + b + "," + empty + "," + a + "}", bytes_text(3)).tensors.size() == 3);
  CHECK(accepted("{" + tensor("s", "F32", "[]", "[0,4]") + "}", bytes_text(4))
            .tensors.at("s")
            .dim() == 0);
  CHECK(accepted("{" + tensor("\\u00e4", "U8", "[0]", "[0,0]") + "}", "")
            .tensors.contains("\xc3\xa4"));
}

TEST_CASE("Headers whose length is wrong are refused with their reason") {
  check_refused({
      {"shorter than", {}},
      {"shorter than", {2, 0, 0, 0, 0, 0, 0}},
      {"is claimed", file_of(3, "{}", "")},
      {"is claimed", file_of(uint64_t(1) << 60, "{}", "")},
      {"is claimed", file_of(~uint64_t(0), "{}", "")},
      {"is claimed", file_of(~uint64_t(0) - 7, "{}", "")},
      {"one JSON object", file_of(0, "", "")},
      {"one JSON object", file_of(1, "{", "}")},
      {"the data has 1 bytes", file_of(2, "{}", "x")},
  });
}

TEST_CASE("Headers with more than an object are refused with their reason") {
  check_refused({
      {"one JSON object", file_of(" {}")},
      {"one JSON object", file_of("\xef\xbb\xbf{}")},
      {"one JSON object", file_of("[]")},
      {"one JSON object", file_of("\"{}\"")},
      {"one JSON object", file_of("        ")},
      {"one JSON object", file_of(std::string("{}\0\0\0", 5))},
      {"one JSON object", file_of("{}\n")},
      {"one JSON object", file_of("{}\t ")},
      {"NUL byte", file_of(std::string("{}\0}", 4))},
      {"not valid JSON", file_of("{}{}")},
      {"not valid JSON", file_of("{}}")},
      {"not valid JSON", file_of("{/* */}")},
  });
}

TEST_CASE("Headers that are no JSON or no UTF-8 are refused with their reason") {
  const std::string deep(100'000, '['), deeper = [] {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "{\"shape\":";
    return text;
  }();
  check_refused({
      {"not valid JSON", file_of("{a:1}")},
      {"not valid JSON", file_of("{" + kTensorA + ",}", kTwoBytes)},
      {"not valid JSON", file_of("{\"__metadata__\":{\"a\":\"\xff\"}}")},
      {"not valid JSON", file_of("{\"__metadata__\":{\"a\":\"\xc0\x80\"}}")},
      {"not valid JSON", file_of("{\"__metadata__\":{\"a\":\"\xed\xa0\x80\"}}")},
      {"not valid JSON", file_of("{\"__metadata__\":{\"a\":\"\\ud800\"}}")},
      {"not valid JSON", file_of("{\"__metadata__\":{\"a\":\"\n\"}}")},
      {"must not hold a list", file_of("{\"a\":" + deep + "}")},
      {"must not hold an object", file_of(deeper + "}")},
  });
}

TEST_CASE("Headers with unknown, missing or doubled keys are refused with their reason") {
  check_refused({
      {"'a' occurs twice", file_of("{" + kTensorA + "," + kTensorA + "}", kTwoBytes)},
      {"'a' occurs twice",
       file_of("{" + kTensorA + "," + tensor("\\u0061", "U8", "[2]", "[0,2]") + "}", kTwoBytes)},
      {"occurs twice", file_of("{\"__metadata__\":{},\"__metadata__\":{}}")},
      {"metadata 'k' occurs twice", file_of(R"({"__metadata__":{"k":"1","k":"2"}})")},
      {"'dtype' occurs twice",
       file_of(R"({"a":{"dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2]}})", kTwoBytes)},
      {"unknown key 'x'",
       file_of(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"x":1}})", kTwoBytes)},
      {"needs dtype", file_of(R"({"a":{"dtype":"U8","shape":[2]}})", kTwoBytes)},
      {"needs dtype", file_of(R"({"a":{"shape":[2],"data_offsets":[0,2]}})", kTwoBytes)},
      {"needs dtype", file_of(R"({"a":{}})")},
      {"0 bytes", file_of("{" + tensor("", "U8", "[2]", "[0,2]") + "}", kTwoBytes)},
      {"control characters",
       file_of("{" + tensor("\\u001b[31m", "U8", "[2]", "[0,2]") + "}", kTwoBytes)},
      {"control characters",
       file_of("{" + tensor("\\u0000", "U8", "[2]", "[0,2]") + "}", kTwoBytes)},
      {"1025 bytes",
       file_of("{" + tensor(std::string(1025, 'n'), "U8", "[2]", "[0,2]") + "}", kTwoBytes)},
  });
}

TEST_CASE("Headers with values of the wrong type are refused with their reason") {
  check_refused({
      {"must not hold null", file_of(R"({"a":null})")},
      {"must not hold a number", file_of(R"({"a":1})")},
      {"must not hold a text", file_of(R"({"a":"b"})")},
      {"must not hold true or false", file_of(R"({"a":true})")},
      {"must not hold a text", file_of(R"({"__metadata__":"b"})")},
      {"must not hold a number", file_of(R"({"__metadata__":{"k":1}})")},
      {"must not hold an object", file_of(R"({"__metadata__":{"k":{}}})")},
      {"must not hold null", file_of(R"({"__metadata__":{"k":null}})")},
      {"must not hold a list", file_of(R"({"__metadata__":{"k":[]}})")},
      {"must not hold a number",
       file_of(R"({"a":{"dtype":1,"shape":[2],"data_offsets":[0,2]}})", kTwoBytes)},
      {"must not hold a list",
       file_of(R"({"a":{"dtype":["U8"],"shape":[2],"data_offsets":[0,2]}})", kTwoBytes)},
      {"must not hold a text", only("U8", "\"2\"", "[0,2]")},
      {"must not hold a number", only("U8", "2", "[0,2]")},
      {"must not hold an object", only("U8", "{}", "[0,2]")},
      {"must not hold a text", only("U8", "[\"2\"]", "[0,2]")},
      {"must not hold a list", only("U8", "[[2]]", "[0,2]")},
      {"must not hold null", only("U8", "[null]", "[0,2]")},
      {"no 64-bit integer", only("U8", "[2.0]", "[0,2]")},
      {"no 64-bit integer", only("U8", "[2]", "[0,2e0]")},
      {"no 64-bit integer", only("U8", "[18446744073709551616]", "[0,2]")},
      {"no 64-bit integer", only("U8", "[2]", "[0,36893488147419103234]")},
      {"not valid JSON", only("U8", "[1e999]", "[0,2]")},
      {"negative", only("U8", "[-2]", "[0,2]")},
      {"negative", only("U8", "[2]", "[-1,1]")},
      {"negative", only("U8", "[-0]", "[0,2]")},
      {"too large", only("U8", "[9223372036854775808]", "[0,2]")},
      {"too long",
       only("U8", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]", "[0,2]")},
      {"two numbers", only("U8", "[2]", "[0]")},
      {"two numbers", only("U8", "[2]", "[]")},
      {"two numbers", only("U8", "[2]", "[0,2,2]")},
      {"not supported", only("F8_E4M3", "[2]", "[0,2]")},
      {"not supported", only("C64", "[2]", "[0,2]")},
      {"not supported", only("u8", "[2]", "[0,2]")},
      {"not supported", only("", "[2]", "[0,2]")},
  });
}

TEST_CASE("Headers that lie about the data are refused with their reason") {
  check_refused({
      {"outside", only("U8", "[3]", "[0,3]")},
      {"outside", only("U8", "[2]", "[2,0]")},
      {"outside", only("U8", "[1]", "[18446744073709551615,0]")},
      {"outside", only("U8", "[2]", "[0,18446744073709551615]")},
      {"leave a hole", only("U8", "[1]", "[1,2]")},
      {"tensors end at 1", only("U8", "[1]", "[0,1]")},
      {"need 1 bytes", only("U8", "[1]", "[0,2]")},
      {"need 8 bytes", only("F32", "[2]", "[0,2]")},
      {"need 0 bytes", only("U8", "[0]", "[0,2]")},
      {"need 1 bytes", only("U8", "[]", "[0,2]")},
      {"overflows", only("U8", "[4294967296,4294967296,4294967296]", "[0,2]")},
      {"overflows", only("U8", "[4294967296,4294967298]", "[0,2]")},
      {"overflows", only("F64", "[2305843009213693952]", "[0,2]")},
      {"overflows", only("U8", "[0,9223372036854775807,9223372036854775807]", "[0,2]")},
      {"neither 0 nor 1", file_of("{" + tensor("a", "BOOL", "[2]", "[0,2]") + "}", "\1\2")},
      {"overlap",
       file_of("{" + kTensorA + "," + tensor("b", "U8", "[2]", "[1,3]") + "}", bytes_text(3))},
      {"overlap",
       file_of("{" + kTensorA + "," + tensor("b", "U8", "[2]", "[0,2]") + "}", kTwoBytes)},
      {"overlap",
       file_of("{" + kTensorA + "," + tensor("b", "U8", "[0]", "[1,1]") + "}", kTwoBytes)},
      {"leave a hole",
       file_of("{" + kTensorA + "," + tensor("b", "U8", "[1]", "[3,4]") + "}", bytes_text(4))},
      {"the data has 3 bytes", file_of("{" + kTensorA + "}", bytes_text(3))},
  });
}

TEST_CASE("More tensors than the limit are refused") {
  std::string header = "{";
  for (size_t i = 0; i <= kMaxTensors; ++i) {
    header += (i ? "," : "") + tensor(std::to_string(i), "U8", "[0]", "[0,0]");
  }
  CHECK_THAT(reason_of(file_of(header + "}")), ContainsSubstring("more than"));
}

TEST_CASE("A header beyond the limit is refused though the file is long enough") {
  const TemporaryFolder folder;
  const auto path = folder / "long";
  const auto start = file_of(kMaxHeaderBytes + 1, "{}", "");
  write_file_atomically(path, start);
  fs::resize_file(path, kMaxHeaderBytes + 100);  // sparse: takes no room on the disk
  CHECK_THROWS_WITH(read_safetensors(path), ContainsSubstring("is claimed"));
}
