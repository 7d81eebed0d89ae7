#include "lowlight/pages/address.h"

#include "support/catch.h"

using lowlight::pages::data_uri;
using lowlight::pages::link_target;

namespace {

std::vector<uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("Bytes become base64 of every length modulo three") {
  CHECK(data_uri("a/b", {}) == "data:a/b;base64,");
  CHECK(data_uri("a/b", bytes_of("f")) == "data:a/b;base64,Zg==");
  CHECK(data_uri("a/b", bytes_of("fo")) == "data:a/b;base64,Zm8=");
  CHECK(data_uri("a/b", bytes_of("foo")) == "data:a/b;base64,Zm9v");
  CHECK(data_uri("a/b", bytes_of("foob\xff\xfe")) == "data:a/b;base64,Zm9vYv/+");
}

TEST_CASE("A path as a link target is a relative path whatever its bytes") {
  CHECK(link_target("a/b-1_2.~jpg") == "a/b-1_2.~jpg");
  CHECK(link_target("javascript:alert(1)") == "javascript%3Aalert%281%29");
  CHECK(link_target("a?b#c%d e\n\xe9") == "a%3Fb%23c%25d%20e%0A%E9");
}
