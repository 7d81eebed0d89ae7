#include "lowlight/batch/sha256.h"

#include <string_view>

#include "support/catch.h"

using namespace lowlight;

namespace {

std::string hash_of(std::string_view text) {
  return hex(sha256({reinterpret_cast<const uint8_t*>(text.data()), text.size()}));
}

}  // namespace

TEST_CASE("SHA-256 gives the values of the standard") {
  CHECK(hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hash_of(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 pads every length around a block") {
  // Of `length` zero bytes, as sha256sum gives them.
  const std::pair<size_t, const char*> kCases[] = {
      {55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"},
      {56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"},
      {63, "c7723fa1e0127975e49e62e753db53924c1bd84b8ac1ac08df78d09270f3d971"},
      {64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"},
      {119, "f616b0d54e78571a9611f343c9f8e022e859e920381ab0e4d3da01e193a7bd7e"},
      {120, "6edd9f6f9cc92cded36e6c4a580933f9c9f1b90562b46903b806f21902a1a54f"}};
  for (const auto& [length, expected] : kCases) {
    INFO(length);
    CHECK(hash_of(std::string(length, '\0')) == expected);
  }
}

TEST_CASE("A file has the hash of its bytes, also where it is read in pieces") {
  for (const size_t length : {0, 1, 64, 1 << 20, (1 << 20) + 64, (5 << 19) + 7}) {
    MemoryFile file;
    for (size_t i = 0; i < length; ++i) file.bytes.push_back(uint8_t(i * i >> 7));
    CHECK(sha256(file) == sha256(file.bytes));
  }
}
