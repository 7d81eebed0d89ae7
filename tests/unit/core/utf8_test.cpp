#include "lowlight/core/utf8.h"

#include <string>

#include "support/catch.h"

using lowlight::is_control;
using lowlight::is_utf8;
using lowlight::utf8_length;

TEST_CASE("A well-formed character has its length whatever follows") {
  CHECK(utf8_length("a") == 1);
  CHECK(utf8_length({"\0", 1}) == 1);
  CHECK(utf8_length("é\xff") == 2);
  CHECK(utf8_length("写真") == 3);
  CHECK(utf8_length("🌃.jpg") == 4);
  CHECK(utf8_length("\xf4\x8f\xbf\xbf") == 4);
}

TEST_CASE("Broken UTF-8 has no length") {
  CHECK(utf8_length("") == 0);
  CHECK(utf8_length("\x80") == 0);
  CHECK(utf8_length("\xc3") == 0);
  CHECK(utf8_length("\xe2\x82") == 0);
  CHECK(utf8_length("\xf0\x9f\x8c") == 0);
  CHECK(utf8_length("\xc0\xaf") == 0);          // overlong
  CHECK(utf8_length("\xe0\x80\x80") == 0);      // overlong
  CHECK(utf8_length("\xed\xa0\x80") == 0);      // surrogate
  CHECK(utf8_length("\xf4\x90\x80\x80") == 0);  // beyond U+10FFFF
}

TEST_CASE("A text is UTF-8 where every character is well formed") {
  for (const std::string text : {"", "a", "写真 é 🌃", "line\n"}) CHECK(is_utf8(text));
  for (const std::string text : {"\xff", "a\xc3", "\xe9t\xe9", "é\x80", "🌃\xed\xa0\x80"}) {
    CHECK_FALSE(is_utf8(text));
  }
  CHECK(is_utf8({"\0a", 2}));
}

TEST_CASE("Control characters of both ranges are known and letters are none") {
  for (const std::string character : {"\n", "\x1b", "\x7f", "\xc2\x80", "\xc2\x9f"}) {
    CHECK(is_control(character));
  }
  for (const std::string character : {" ", "a", "~", "\xc2\xa0", "é", "写"}) {
    CHECK_FALSE(is_control(character));
  }
}
