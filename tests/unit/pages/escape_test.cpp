#include "pages/escape.h"

#include "support/catch.h"
#include "support/markup.h"

using lowlight::pages::escaped;
using lowlight::test::read_markup;

TEST_CASE("Text comes back as it was and can end no tag or attribute") {
  const std::string hostile = "</style><script>alert(1)</script>\"' onload=x &lt; <b>";
  CHECK(escaped("a < b & c > \"d\" 'e'") == "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;");
  CHECK(escaped("Über 写真 🌃\n\t") == "Über 写真 🌃\n\t");
  const auto page =
      read_markup("<p title=\"" + escaped(hostile) + "\">" + escaped(hostile) + "</p>");
  CHECK(page.children.at(0).attributes.at("title") == hostile);
  CHECK(page.all_text() == hostile);
}

TEST_CASE("Bytes that are no text become the replacement character") {
  CHECK(escaped("caf\xe9") == "caf\uFFFD");
  CHECK(escaped({"\0\x1b\x7f", 3}) == "\uFFFD\uFFFD\uFFFD");
  CHECK(escaped("\xc2\x9b") == "\uFFFD");
  CHECK(escaped("\xe2\x82") == "\uFFFD\uFFFD");
}
