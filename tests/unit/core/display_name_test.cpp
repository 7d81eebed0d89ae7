#include "lowlight/core/display_name.h"

#include "support/catch.h"

using lowlight::display_name;

TEST_CASE("Usual names are shown as they are") {
  CHECK(display_name("a b/Über den Wolken – 写真 🌃.jpg") == "a b/Über den Wolken – 写真 🌃.jpg");
  CHECK(display_name("") == "");
}

TEST_CASE("A name never breaks the line or steers the terminal") {
  CHECK(display_name("a\nb") == "a\\nb");
  CHECK(display_name("a\x1b[2Jb\x7f\r") == "a\\x1b[2Jb\\x7f\\x0d");
  CHECK(display_name("a\xc2\x9b"
                     "b") ==
        "a\\xc2\\x9b"
        "b");
}

TEST_CASE("Bytes that are not UTF-8 are shown by their number") {
  CHECK(display_name("caf\xe9.jpg") == "caf\\xe9.jpg");
  CHECK(display_name("\xc3") == "\\xc3");
  CHECK(display_name("\xe2\x82") == "\\xe2\\x82");
  CHECK(display_name("\xf0\x9f\x8c") == "\\xf0\\x9f\\x8c");
  CHECK(display_name("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(display_name("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(display_name("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
}
