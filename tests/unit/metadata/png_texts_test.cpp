#include "lowlight/metadata/png_texts.h"

#include <string>

#include "support/catch.h"

using namespace lowlight::metadata;
using lowlight::metadata::Text;

namespace {

std::vector<uint8_t> chunk_bytes(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("A text comes back from the chunk it is written to") {
  for (const Text& text : {Text{"Author", "A. Photographer"},
                           Text{"Description", "Nacht über dem Hafen"},
                           Text{"Comment", ""}}) {
    const auto chunk = png_text_chunk(text);
    REQUIRE(chunk);
    CHECK((read_png_text(chunk->type, chunk->data) == text));
  }
  CHECK(png_text_chunk({"a", "b"})->type == "tEXt");
  CHECK(png_text_chunk({"a", "ü"})->type == "iTXt");
}

TEST_CASE("Latin-1 becomes UTF-8 and what PNG does not allow is not written") {
  CHECK(read_png_text("tEXt", chunk_bytes(std::string("a\0\xfc", 3)))->text == "ü");
  CHECK_FALSE(png_text_chunk({"", "a"}));
  CHECK_FALSE(png_text_chunk({std::string(80, 'k'), "a"}));
  CHECK_FALSE(png_text_chunk({"ü", "a"}));
}

TEST_CASE("A damaged text is none") {
  CHECK_FALSE(read_png_text("tEXt", chunk_bytes("no end")));
  CHECK_FALSE(read_png_text("iTXt", chunk_bytes(std::string("a\0\0\0", 4))));
  CHECK_FALSE(read_png_text("zTXt", chunk_bytes(std::string("a\0\0nonsense", 11))));
  CHECK(unpacked({}).empty());
}
